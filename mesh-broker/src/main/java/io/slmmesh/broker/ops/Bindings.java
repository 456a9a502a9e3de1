package io.slmmesh.broker.ops;

import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One handler for each operation of the table; a missing one fails at start, a wrong one does not
 * compile.
 */
public final class Bindings {
  private final Map<Operation<?, ?>, Handler<?, ?>> handlers;

  private Bindings(Map<Operation<?, ?>, Handler<?, ?>> handlers) {
    this.handlers = handlers;
  }

  @SuppressWarnings("unchecked") // bind() took the two together
  <I extends Record, O extends Record> Handler<I, O> of(Operation<I, O> operation) {
    return (Handler<I, O>) Objects.requireNonNull(handlers.get(operation));
  }

  /** Collects bindings. */
  public static final class Builder {
    private final Map<Operation<?, ?>, Handler<?, ?>> handlers = new LinkedHashMap<>();

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
      return new Bindings(Map.copyOf(handlers));
    }
  }
}
