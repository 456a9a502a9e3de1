package io.slmmesh.it.contract;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;

/** An agent that does the operations of the table over one face. */
public interface Member extends AutoCloseable {
  String name();

  /**
   * The result of an operation, or an object with {@code ok: false} and an {@code error}, and with
   * the {@code code} if the face has one.
   */
  JsonObject ask(Operation<?, ?> operation, JsonObject input);

  /** Leaves, where that takes more than being forgotten. */
  @Override
  default void close() {}
}
