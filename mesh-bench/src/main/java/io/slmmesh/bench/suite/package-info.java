/**
 * How a whole mesh is driven and measured from outside, as a client does it: processes over stdio,
 * public tools only. {@link io.slmmesh.bench.suite.SystemUnderTest} is all that the rows know of
 * the product they measure.
 */
@NullMarked
package io.slmmesh.bench.suite;

import org.jspecify.annotations.NullMarked;
