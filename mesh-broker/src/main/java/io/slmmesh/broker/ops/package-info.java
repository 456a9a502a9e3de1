/**
 * From an operation to its rule. {@link io.slmmesh.broker.ops.Bindings} binds one handler to each
 * row of the table; {@link io.slmmesh.broker.ops.Dispatcher} is the one way every face takes,
 * always in this order: rate, decode, handler, count, failure. {@link
 * io.slmmesh.broker.ops.Acknowledgements} takes the receipts of answers that were written to an
 * agent.
 */
@NullMarked
package io.slmmesh.broker.ops;

import org.jspecify.annotations.NullMarked;
