package io.slmmesh.api.error;

import java.io.Serial;
import java.time.Duration;

/** A refusal or failure whose message may be shown to the caller. */
public final class MeshException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final Duration retryAfter;

  public MeshException(ErrorCode code, String message) {
    this(code, message, Duration.ZERO);
  }

  /** A refusal that ends by itself after {@code retryAfter}. */
  public MeshException(ErrorCode code, String message, Duration retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  public MeshException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.retryAfter = Duration.ZERO;
  }

  /**
   * A bad parameter: {@code problem} completes the sentence that begins with the parameter's name.
   */
  public static MeshException invalid(String parameter, String problem) {
    return new MeshException(ErrorCode.INVALID_ARGUMENT, parameter + " " + problem);
  }

  public ErrorCode code() {
    return code;
  }

  /** How long to wait before the same call can succeed; zero if waiting does not help. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
