package io.slmmesh.api.json;

import java.io.Serial;

/**
 * The text is not JSON, or is JSON beyond our limits. The message is safe to show: it holds none of
 * the text.
 */
public final class JsonException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  public JsonException(String message) {
    super(message);
  }
}
