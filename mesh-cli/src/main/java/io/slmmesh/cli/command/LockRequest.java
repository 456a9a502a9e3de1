package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Asks for the lock of one file, and waits for it if asked to. */
final class LockRequest {
  private static final int SECONDS = 60;

  private final Given<String> path;
  private final Given<String> reason;
  private final Given<Duration> ttl;
  private final Given<Duration> wait;

  /** Adds to {@code word} what one can say of a lock. */
  LockRequest(Word word) {
    Syntax syntax = word.syntax();
    path = syntax.argument("PATH", "The file, which need not exist yet.");
    reason = syntax.option("--reason", "TEXT", String.class, "Shown to those who want it too.");
    ttl =
        syntax.option(
            "--ttl", "TIME", Duration.class, "It ends by itself then: 1m to 60m; else 10m.");
    wait = syntax.option("--wait", "TIME", Duration.class, "Wait this long for it: 30s, 5m.");
  }

  String path() {
    return path.or("");
  }

  /** How long one grant lasts. */
  Duration ttl() {
    return ttl.or(Duration.ofMinutes(10));
  }

  /** Asks once. */
  Reply ask(BrokerCall call, String as) throws IOException, InterruptedException {
    JsonObject input =
        JsonObject.of(
            "action",
            "lock",
            "filePath",
            path(),
            "reason",
            reason.orNull(),
            "ttlMinutes",
            (ttl().toSeconds() + SECONDS - 1) / SECONDS);
    return call.ask(Operations.LOCK, as, input);
  }

  /** Asks until the lock is granted or the time to wait is over. */
  Reply await(BrokerCall call, String as) throws Failure, IOException, InterruptedException {
    if (!wait.isGiven()) {
      return ask(call, as);
    }
    Deadline deadline = Deadline.in(wait.or(Duration.ZERO));
    // Its place in the log is taken first: an unlock between the question and the wait counts.
    Feed unlocks = Feed.of(call, as, List.of("file_unlocked"), null);
    while (true) {
      Reply reply = ask(call, as);
      if (!isHeld(reply) || deadline.reached()) {
        return reply;
      }
      JsonObject _ = unlocks.next(deadline.nextWait());
    }
  }

  /** Whether somebody else has it. */
  static boolean isHeld(Reply reply) throws IOException {
    return !reply.ok() && reply.json().has("heldBy");
  }

  /** Shows the answer; who must wait is told how. */
  Exit show(Desk desk, BrokerCall call, Reply reply) throws IOException {
    if (isHeld(reply) && !wait.isGiven()) {
      if (desk.json()) {
        desk.screen().json(reply.text());
      }
      desk.screen().complain(reply.error() + "; wait for it with --wait 60s");
      return Exit.NO;
    }
    return desk.show(call, reply, new LockView(desk.screen())::granted);
  }
}
