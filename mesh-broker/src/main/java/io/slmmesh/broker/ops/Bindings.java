package io.slmmesh.broker.ops;

import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import java.util.IdentityHashMap;
import java.util.Objects;

/**
 * One handler for each operation of the table; a missing one fails at start, a wrong one does not
 * compile.
 */
public final class Bindings {
  private final IdentityHashMap<Operation<?, ?>, Handler<?, ?>> handlers;

  private Bindings(IdentityHashMap<Operation<?, ?>, Handler<?, ?>> handlers) {
    this.handlers = handlers;
  }

  @SuppressWarnings("unchecked") // bind() took the two together
  <I extends Record, O extends Record> Handler<I, O> of(Operation<I, O> operation) {
    return (Handler<I, O>) Objects.requireNonNull(handlers.get(operation));
  }

  /** Collects bindings. */
  public static final class Builder {
    // By identity: an operation exists once, and to compare records costs a broker's start dearly.
    private final IdentityHashMap<Operation<?, ?>, Handler<?, ?>> handlers =
        new IdentityHashMap<>();

    public <I extends Record, O extends Record> Builder bind(
        Operation<I, O> operation, Handler<I, O> handler) {
      handlers.put(operation, handler);
      return this;
    }

    public Bindings build() {
      for (Operation<?, ?> operation : Operations.BOUND) {
        if (!handlers.containsKey(operation)) {
          throw new IllegalStateException("no handler for " + operation.name());
        }
      }
      return new Bindings(new IdentityHashMap<>(handlers));
    }
  }
}
