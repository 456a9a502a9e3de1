package io.slmmesh.api.error;

import java.io.Serial;

/** A refusal or failure whose message may be shown to the caller. */
public final class MeshException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final ErrorCode code;

  public MeshException(ErrorCode code, String message) {
    super(message);
    this.code = code;
  }

  public MeshException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
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
}
