package io.slmmesh.cli.command;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.LinkException;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;

/** The command ends here, before or without an answer of the broker. */
final class Failure extends Exception {
  private final Exit exit;
  private final String code;

  private Failure(Exit exit, String code, String message) {
    super(message);
    this.exit = exit;
    this.code = code;
  }

  static Failure usage(String message) {
    return new Failure(Exit.USAGE, "usage", message);
  }

  static Failure notFound(String message) {
    return new Failure(Exit.NO, "not_found", message);
  }

  static Failure unreachable(String message) {
    return new Failure(Exit.UNREACHABLE, "broker_unreachable", message);
  }

  static Failure configuration(String message) {
    return new Failure(Exit.CONFIGURATION, "configuration", message);
  }

  static Failure internal(String message) {
    return new Failure(Exit.INTERNAL, "internal", message);
  }

  /** An answer that says no, where it cannot be shown as it came. */
  static Failure of(Reply reply) throws IOException {
    return new Failure(Exit.of(reply.code()), reply.code(), reply.error());
  }

  static Failure of(LinkException failure) {
    String message = String.valueOf(failure.getMessage());
    return failure.exitCode() == LinkException.CONFIGURATION
        ? configuration(message)
        : unreachable(message);
  }

  Exit exit() {
    return exit;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  /** The same for programs. */
  String json() {
    return Json.text(JsonObject.of("ok", false, "code", code, "error", message()));
  }
}
