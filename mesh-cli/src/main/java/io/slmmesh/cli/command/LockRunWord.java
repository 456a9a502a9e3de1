package io.slmmesh.cli.command;

import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Entrance;
import io.slmmesh.cli.call.Reply;
import java.io.File;
import java.io.IOException;
import java.util.List;

/** {@code lock run}: holds a lock while a command runs. */
final class LockRunWord extends Word {
  /** In place of a name: an agent that lives as long as this process is connected. */
  private static final String THIS_PROCESS = "*";

  private static final int NOT_STARTED = 127;

  private final LockRequest request;
  private final Given<List<String>> words;
  private int code;

  LockRunWord(Desk desk) {
    super(desk, "Hold the lock of a file while a command runs.");
    syntax()
        .says(
            "Ends with the command's code, or with 1 when somebody else has the lock and 127 when"
                + " the command cannot be started. The lock is free when the command ends, however"
                + " either of the two is killed.")
        .examples(
            "slm-mesh lock run src/a.c -- vim src/a.c",
            "slm-mesh lock run schema.sql --wait 5m -- ./migrate.sh --all");
    request = new LockRequest(this);
    words = syntax().rest("COMMAND", "The command, after --.");
  }

  @Override
  public Integer call() throws Failure, IOException, InterruptedException {
    Exit exit = run();
    return exit == Exit.OK ? code : exit.code();
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    Entrance entrance = desk().entrance();
    try (BrokerCall call = BrokerCall.open(entrance)) {
      Reply reply = request.await(call, THIS_PROCESS);
      if (!reply.ok()) {
        return request.show(desk(), call, reply);
      }
      entrance.waitForEver();
      try (LockKeeper keeper = new LockKeeper(call, request, THIS_PROCESS, desk().screen())) {
        keeper.start();
        code = run(words.or(List.of()));
        return Exit.OK;
      }
    }
  }

  private int run(List<String> command) throws InterruptedException {
    try (Signals signals = Signals.take()) {
      Process process =
          new ProcessBuilder(command)
              .directory(new File(desk().invocation().directory()))
              .inheritIO()
              .start();
      signals.passTo(process.pid());
      return process.waitFor();
    } catch (IOException e) {
      desk().screen().complain(command.getFirst() + " cannot be started: " + e.getMessage());
      return NOT_STARTED;
    }
  }
}
