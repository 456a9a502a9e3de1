package io.slmmesh.api.error;

/**
 * Why an operation was refused or failed. The name, in lower case, is the machine-readable code on
 * every face.
 */
public enum ErrorCode {
  /** A parameter is missing, of the wrong type or over a limit; the message names it. */
  INVALID_ARGUMENT(400),
  /** The credential is missing or wrong. */
  UNAUTHORIZED(401),
  /** The caller may not do this. */
  FORBIDDEN(403),
  /** A named peer or thing does not exist. */
  NOT_FOUND(404),
  /** The answer is no because of somebody else: a lock that is held, a name that is taken. */
  CONFLICT(409),
  /** A payload or a quota is exceeded; nothing was changed. */
  TOO_LARGE(413),
  /** The caller is over its rate; the message says when to try again. */
  RATE_LIMITED(429),
  /** A bug or a fault on our side; details are in the broker's log, not in the message. */
  INTERNAL(500),
  /** The broker is stopping; the same call may be sent again. */
  UNAVAILABLE(503),
  /** The disk is full; reads go on working and nothing acknowledged is lost. */
  STORAGE_FULL(507);

  private final int httpStatus;

  ErrorCode(int httpStatus) {
    this.httpStatus = httpStatus;
  }

  /** The HTTP status that stands for this code. */
  public int httpStatus() {
    return httpStatus;
  }
}
