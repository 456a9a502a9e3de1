package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;

/** {@code lock acquire|release|list|run}. */
final class LockWords {
  private LockWords() {}

  static Word of(Desk desk) {
    return new GroupWord(desk, "Lock a file before you edit it, so that nobody else does.")
        .with("acquire", new Acquire(desk))
        .with("release", new Release(desk))
        .with("list", new ListAll(desk))
        .with("run", new LockRunWord(desk))
        .examples(
            "slm-mesh lock run src/a.c -- make a.o",
            "slm-mesh lock acquire src/a.c --reason 'new schema'",
            "slm-mesh lock release src/a.c");
  }

  private static final class Acquire extends Word {
    private final LockRequest request;
    private final Acting acting;

    Acquire(Desk desk) {
      super(desk, "Lock a file until you release it or its time is over.");
      syntax()
          .says("Locking again renews. Ends with 1 when somebody else has it.")
          .examples(
              "slm-mesh lock acquire src/a.c",
              "slm-mesh lock acquire src/a.c --wait 5m --ttl 30m --reason 'new schema'");
      request = new LockRequest(this);
      acting = new Acting(this);
    }

    @Override
    Exit run() throws Failure, IOException, InterruptedException {
      try (BrokerCall call = desk().open()) {
        return request.show(desk(), call, request.await(call, acting.name()));
      }
    }
  }

  private static final class Release extends Word {
    private final Given<String> path;
    private final Acting acting;

    Release(Desk desk) {
      super(desk, "Give a lock back; ends with 1 if it was not yours.");
      syntax().examples("slm-mesh lock release src/a.c");
      path = syntax().argument("PATH", "The file.");
      acting = new Acting(this);
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      JsonObject input = JsonObject.of("action", "unlock", "filePath", path.orNull());
      try (BrokerCall call = desk().open()) {
        Reply reply = call.ask(Operations.LOCK, acting.name(), input);
        Exit exit = desk().show(call, reply, new LockView(desk().screen())::released);
        return reply.ok() && !Answers.isTrue(reply.json(), "released") ? Exit.NO : exit;
      }
    }
  }

  private static final class ListAll extends Word {
    private final Given<String> path;

    ListAll(Desk desk) {
      super(desk, "Who holds which lock.");
      syntax().examples("slm-mesh lock list", "slm-mesh lock list src/a.c --json");
      path = syntax().optional("PATH", "Only this file.");
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      JsonObject input = JsonObject.of("action", "query", "filePath", path.orNull());
      try (BrokerCall call = desk().open()) {
        return desk()
            .show(call, call.ask(Operations.LOCK, input), new LockView(desk().screen())::held);
      }
    }
  }
}
