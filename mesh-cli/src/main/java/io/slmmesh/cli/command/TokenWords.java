package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** {@code token path|show|rotate}. */
final class TokenWords {
  private TokenWords() {}

  static Word of(Desk desk) {
    return new GroupWord(desk, "The secret by which programs reach the HTTP API.")
        .with("path", new Where(desk))
        .with("show", new Show(desk))
        .with("rotate", new Rotate(desk))
        .examples("slm-mesh token path", "slm-mesh token rotate");
  }

  private static Path file(Desk desk) throws Failure, IOException {
    RuntimeDir dir = RuntimeDir.find(desk.invocation().environment());
    if (dir == null || !Files.exists(dir.token())) {
      throw Failure.notFound("there is no token yet; the broker makes it: slm-mesh start");
    }
    return dir.token();
  }

  private static final class Where extends Word {
    Where(Desk desk) {
      super(desk, "Where the token is kept.");
      syntax().examples("slm-mesh token path");
    }

    @Override
    Exit run() throws Failure, IOException {
      JsonObject answer = JsonObject.of("ok", true, "file", file(desk()).toString());
      desk().tell(answer, file -> desk().screen().line(Text.of(Answers.text(file, "file"))));
      return Exit.OK;
    }
  }

  private static final class Show extends Word {
    Show(Desk desk) {
      super(desk, "Print the token. Mind who looks over your shoulder.");
      syntax().examples("curl -H \"Authorization: Bearer $(slm-mesh token show)\" …");
    }

    @Override
    Exit run() throws Failure, IOException {
      String token = Files.readString(file(desk())).strip();
      desk()
          .tell(
              JsonObject.of("ok", true, "token", token), _ -> desk().screen().line(Text.of(token)));
      return Exit.OK;
    }
  }

  private static final class Rotate extends Word {
    Rotate(Desk desk) {
      super(desk, "Make a new token; the old one is refused at once.");
      syntax().examples("slm-mesh token rotate");
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      try (BrokerCall call = desk().open()) {
        return desk()
            .show(
                call,
                call.ask(Operations.ROTATE_TOKEN, JsonObject.EMPTY),
                answer ->
                    desk()
                        .screen()
                        .line(
                            Text.of("A new token is in "),
                            Text.bold(Answers.text(answer, "file"))));
      }
    }
  }
}
