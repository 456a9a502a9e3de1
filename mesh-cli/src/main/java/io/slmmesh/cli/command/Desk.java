package io.slmmesh.cli.command;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.LinkException;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Entrance;
import io.slmmesh.cli.call.Reply;
import io.slmmesh.cli.view.Screen;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What every command works with: its process, the screen, the way to the broker. */
final class Desk {
  /** Shows people an answer that is not a refusal. */
  @FunctionalInterface
  interface View {
    void show(JsonObject answer);
  }

  private final Invocation invocation;
  private final Screen screen;
  private boolean json;

  Desk(Invocation invocation) {
    this.invocation = invocation;
    this.screen = Looks.screen(invocation);
  }

  Invocation invocation() {
    return invocation;
  }

  Screen screen() {
    return screen;
  }

  boolean json() {
    return json;
  }

  /** Once it was wanted it is, at whatever place of the command it stood. */
  void json(boolean wanted) {
    json |= wanted;
  }

  /** The way in for a command that starts a broker when none runs. */
  Entrance entrance() {
    return entrance(invocation.launcher());
  }

  /** The way in for a command that starts nothing. */
  Entrance observer() {
    return entrance(null);
  }

  private Entrance entrance(@Nullable String launcher) {
    return new Entrance(
        invocation.environment(), invocation.directory(), launcher, screen::complain);
  }

  BrokerCall open() throws LinkException, InterruptedException {
    return BrokerCall.open(entrance());
  }

  /** The broker that runs, {@code null} if there is none; starts nothing. */
  @Nullable BrokerCall find() throws LinkException, InterruptedException {
    return BrokerCall.find(observer());
  }

  /**
   * Shows an answer and, when it was written, gives its receipt back.
   *
   * @return how the command ends
   */
  Exit show(BrokerCall call, Reply reply, View view) throws IOException {
    Exit exit = show(reply, view);
    if (screen.flush()) {
      call.written(reply);
    }
    return exit;
  }

  private Exit show(Reply reply, View view) throws IOException {
    if (json) {
      screen.json(reply.text());
    }
    if (!reply.ok()) {
      screen.complain(reply.error());
      return Exit.of(reply.code());
    }
    if (!json) {
      view.show(reply.json());
    }
    return Exit.OK;
  }

  /** Shows what was found without the broker. */
  void tell(JsonObject answer, View view) {
    if (json) {
      screen.json(Json.text(answer));
    } else {
      view.show(answer);
    }
  }

  /** Some of the events that were asked for are no longer kept. */
  void gap(JsonObject page) {
    Object first = page.get("compactedBefore");
    if (json) {
      screen.json(Json.text(JsonObject.of("compactedBefore", first)));
    } else {
      screen.complain("events before number " + first + " are no longer kept");
    }
  }

  void fail(Failure failure) {
    if (json) {
      screen.json(failure.json());
    }
    screen.complain(failure.message());
  }
}
