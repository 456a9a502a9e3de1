package io.slmmesh.api.operation;

import java.util.Optional;

/**
 * An output that can say no: an expected alternative, and no error. Faces for programs tell it
 * apart by it (HTTP status 409, exit code 1); to a model it is an answer like any other.
 */
public interface Refusable {
  /** Why the answer is no, in one sentence; empty if it is yes. */
  Optional<String> refusal();
}
