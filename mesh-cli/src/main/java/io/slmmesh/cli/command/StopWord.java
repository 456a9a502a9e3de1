package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code stop}: no broker runs afterwards, unless a session needs one. */
final class StopWord extends Word {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE = 5;

  StopWord(Desk desk) {
    super(desk, "Stop the broker. It finishes what it is doing first.");
    syntax()
        .says("Sessions that are open start a new one at once and lose nothing.")
        .examples("slm-mesh stop");
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    try (BrokerCall call = desk().find()) {
      if (call == null) {
        desk()
            .tell(
                JsonObject.of("ok", true),
                _ -> desk().screen().line(Text.of("No broker is running.")));
        return Exit.OK;
      }
      return stop(call);
    }
  }

  private Exit stop(BrokerCall call) throws Failure, IOException, InterruptedException {
    long pid = call.broker().pid();
    Reply reply = call.askLast(Operations.STOP, JsonObject.EMPTY);
    if (reply != null && !reply.ok()) {
      return desk().show(call, reply, _ -> {});
    }
    if (!hasEnded(pid)) {
      throw Failure.internal(
          "the broker (process "
              + pid
              + ") is still there after "
              + PATIENCE.toSeconds()
              + " s; look into its log with: slm-mesh doctor");
    }
    // A broker in a hurry may end before it has answered; that it ended is the answer.
    desk()
        .tell(
            reply == null ? JsonObject.of("ok", true, "pid", pid) : reply.json(),
            _ -> desk().screen().line(Text.of("Stopped the broker, process " + pid + ".")));
    return Exit.OK;
  }

  private static boolean hasEnded(long pid) throws InterruptedException {
    Deadline deadline = Deadline.in(PATIENCE);
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      if (deadline.reached()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE);
    }
    return true;
  }
}
