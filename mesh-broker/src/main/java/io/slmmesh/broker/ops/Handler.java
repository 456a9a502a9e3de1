package io.slmmesh.broker.ops;

import io.slmmesh.api.operation.Call;

/**
 * The rule behind an operation. May block when the input asks it to wait; an interrupt then ends
 * it.
 */
@FunctionalInterface
public interface Handler<I extends Record, O extends Record> {
  O handle(Call call, I input) throws InterruptedException;
}
