package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import java.io.Serial;

/** A request that is refused before it reaches an operation. */
final class HttpRefusal extends Exception {
  @Serial private static final long serialVersionUID = 1;

  static final int MISDIRECTED = 421;
  static final int UNSUPPORTED_MEDIA_TYPE = 415;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int REQUEST_TIMEOUT = 408;

  private final int status;
  private final ErrorCode code;

  HttpRefusal(int status, ErrorCode code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** A refusal whose code has its usual status. */
  HttpRefusal(ErrorCode code, String message) {
    this(code.httpStatus(), code, message);
  }

  int status() {
    return status;
  }

  ErrorCode code() {
    return code;
  }
}
