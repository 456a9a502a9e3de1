package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import io.slmmesh.cli.guard.CommitHook;
import io.slmmesh.cli.guard.Repository;
import io.slmmesh.cli.view.Text;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code guard install|remove|check}: no commit of files that another agent holds. */
final class GuardWords {
  private GuardWords() {}

  static Word of(Desk desk) {
    return new GroupWord(desk, "Keep files that another agent has locked out of commits.")
        .with("install", new Install(desk))
        .with("remove", new Remove(desk))
        .with("check", new Check(desk))
        .examples("slm-mesh guard install", "git commit --no-verify    # past the guard, once");
  }

  private static Repository repository(Desk desk) {
    return new Repository(Path.of(desk.invocation().directory()));
  }

  private static CommitHook hook(Desk desk) throws IOException, InterruptedException {
    Path launcher = LastingPath.of(Path.of(desk.invocation().launcher()));
    return new CommitHook(repository(desk).hooks(), launcher);
  }

  private static Exit tell(Desk desk, CommitHook hook, CommitHook.Change change, String... says) {
    boolean done = change == CommitHook.Change.DONE;
    desk.tell(
        JsonObject.of("ok", true, "changed", done, "file", hook.file().toString()),
        _ ->
            desk.screen()
                .line(Text.of(done ? says[0] : says[1]), Text.bold(hook.file().toString())));
    return Exit.OK;
  }

  private static final class Install extends Word {
    private final Given<Boolean> shared;

    Install(Desk desk) {
      super(desk, "Put the guard into this repository's pre-commit hook.");
      syntax()
          .says("A hook that is there stays and runs after it; core.hooksPath is respected.")
          .examples("slm-mesh guard install");
      shared =
          syntax().flag("--shared", "Also where the hooks are shared with other repositories.");
    }

    @Override
    Exit run() throws Failure, IOException, InterruptedException {
      CommitHook hook = hook(desk());
      if (!repository(desk()).ownsHooks() && !shared.or(false)) {
        throw Failure.usage(
            "core.hooksPath leads to "
                + hook.hooks()
                + ", which other repositories may use too; --shared installs the guard there");
      }
      return tell(desk(), hook, hook.install(), "The guard is in ", "The guard was in already: ");
    }
  }

  private static final class Remove extends Word {
    Remove(Desk desk) {
      super(desk, "Take the guard out and put back the hook that was there before.");
      syntax().examples("slm-mesh guard remove");
    }

    @Override
    Exit run() throws IOException, InterruptedException {
      CommitHook hook = hook(desk());
      return tell(desk(), hook, hook.remove(), "The guard is out of ", "There is no guard in ");
    }
  }

  /** What cannot be asked is let through: the guard must not keep anybody from committing. */
  private static final class Check extends Word {
    Check(Desk desk) {
      super(desk, "Ends with 1 if a staged file is locked by another agent.");
      syntax()
          .says("What the hook runs. Without a broker it ends with 0.")
          .examples("slm-mesh guard check", "slm-mesh guard check --json");
    }

    @Override
    Exit run() throws InterruptedException {
      try {
        List<JsonObject> held = held();
        desk()
            .tell(
                JsonObject.of("ok", held.isEmpty(), "held", held),
                _ -> held.forEach(this::complain));
        return held.isEmpty() ? Exit.OK : Exit.NO;
      } catch (IOException unknown) {
        desk().screen().complain(unknown.getMessage() + "; the commit is not guarded");
        return Exit.OK;
      }
    }

    private List<JsonObject> held() throws IOException, InterruptedException {
      List<String> files = repository(desk()).staged().stream().map(Path::toString).toList();
      if (files.isEmpty()) {
        return List.of();
      }
      try (BrokerCall call = desk().find()) {
        if (call == null) {
          return List.of();
        }
        JsonObject payload = JsonObject.of("cwd", desk().invocation().directory(), "files", files);
        JsonObject input =
            JsonObject.of("client", "git", "event", "pre-commit", "payload", payload);
        Reply reply = call.ask(Operations.HOOK, input);
        if (!reply.ok()) {
          throw new IOException(reply.error());
        }
        return Answers.objects(reply.json().object("answer"), "held");
      }
    }

    private void complain(JsonObject lock) {
      desk()
          .screen()
          .complain(
              Answers.text(lock, "filePath")
                  + " is locked by "
                  + Answers.text(lock, "lockedBy")
                  + " until "
                  + Answers.text(lock, "expiresAt")
                  + "; unstage it (git restore --staged), ask them, or commit with --no-verify");
    }
  }
}
