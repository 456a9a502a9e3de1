package io.slmmesh.broker.hook;

import io.slmmesh.api.hook.AnswerHook;
import io.slmmesh.api.hook.HookAnswer;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.guard.Edits;
import io.slmmesh.broker.guard.Guard;
import io.slmmesh.broker.guard.Verdict;
import io.slmmesh.broker.guard.Verdict.Denied;
import io.slmmesh.broker.guard.Verdict.Free;
import io.slmmesh.broker.guard.Verdict.Warned;
import io.slmmesh.broker.locks.Locks;
import io.slmmesh.broker.messages.Envelope;
import io.slmmesh.broker.messages.Messages;
import io.slmmesh.broker.peers.Guests;
import io.slmmesh.broker.peers.Peers;
import io.slmmesh.broker.peers.Peers.Named;
import io.slmmesh.broker.reach.Ways;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Answers hooks. */
public final class Hooks {
  /**
   * Claude Code puts what is longer than 10,000 characters aside, where the model need not look.
   */
  private static final int MOST_CHARACTERS = 8_000;

  private static final int MOST_NAMES = 8;

  private final Guard guard;
  private final Locks locks;
  private final Messages messages;
  private final Peers peers;
  private final Guests guests;
  private final Ways ways;

  public Hooks(Guard guard, Locks locks, Messages messages, Peers peers, Guests guests, Ways ways) {
    this.guard = guard;
    this.locks = locks;
    this.messages = messages;
    this.peers = peers;
    this.guests = guests;
    this.ways = ways;
  }

  /** {@code hook}. An observer is told nothing: nobody knows whose edit it is. */
  public HookAnswer answer(Call call, AnswerHook hook) {
    Caller me = call.caller();
    Moment moment = Moment.of(hook.event());
    if (moment == Moment.COMMIT) {
      return held(me, new Payload(hook.payload()));
    }
    if (!me.isAgent()) {
      return HookAnswer.GO_ON;
    }
    var asked = new Asked(call, hook, moment, new Payload(hook.payload()));
    return switch (moment) {
      case SESSION_START -> told(asked, welcome(me));
      case PROMPT, AFTER_TOOL -> {
        locks.renewClaims(me);
        yield told(asked, news(call, false));
      }
      case BEFORE_TOOL -> judge(asked);
      case TURN_END -> endOfTurn(asked);
      case SESSION_END -> {
        locks.releaseClaims(me);
        guests.sessionEnded(me);
        yield HookAnswer.GO_ON;
      }
      case COMMIT, OTHER -> HookAnswer.GO_ON;
    };
  }

  private record Asked(Call call, AnswerHook hook, Moment moment, Payload payload) {
    Dialect dialect() {
      return Dialect.of(hook.client());
    }

    Optional<JsonObject> tell(String text) {
      return dialect().tell(hook.event(), moment, text);
    }
  }

  /** Whoever commits, an agent or a person, is told whose files these are. */
  private HookAnswer held(Caller me, Payload payload) {
    return new HookAnswer(JsonObject.of("held", guard.committing(me, payload.files())));
  }

  private HookAnswer judge(Asked asked) {
    Caller me = asked.call().caller();
    Path directory = asked.payload().directory().orElseGet(() -> Path.of(me.directory()));
    Edits edits = Edits.of(asked.payload().tool(), asked.payload().input(), directory);
    if (edits.isEmpty()) {
      return HookAnswer.GO_ON;
    }
    Verdict verdict = guard.judge(me, edits);
    return switch (verdict) {
      case Free _ -> HookAnswer.GO_ON;
      case Denied denied ->
          new HookAnswer(asked.dialect().deny(asked.hook().event(), denied.why()));
      case Warned warned ->
          asked
              .tell(warned.why())
              .map(HookAnswer::new)
              .orElseGet(() -> {
                guard.keep(me, warned.why());
                return HookAnswer.GO_ON;
              });
    };
  }

  /** What there is to tell is told if the client has words for it now; else it waits. */
  private static HookAnswer told(Asked asked, String text) {
    return text.isEmpty()
        ? HookAnswer.GO_ON
        : asked.tell(text).map(HookAnswer::new).orElse(HookAnswer.GO_ON);
  }

  /** Mail keeps the agent at work once; then its turn may end, with more mail or without. */
  private HookAnswer endOfTurn(Asked asked) {
    String news = asked.payload().isContinued() ? "" : news(asked.call(), true);
    if (!news.isEmpty()) {
      return new HookAnswer(asked.dialect().goOn(news));
    }
    locks.releaseClaims(asked.call().caller());
    return HookAnswer.GO_ON;
  }

  /**
   * @param wakes whether the agent would rest if there were none
   */
  private String news(Call call, boolean wakes) {
    ways.hooked(call.caller().id());
    var news = new ArrayList<>(guard.warnings(call.caller()));
    Messages.Shown mail = messages.show(call, MOST_CHARACTERS, wakes);
    mail.messages().forEach(message -> news.add(Envelope.of(message)));
    if (mail.more()) {
      news.add("[slm-mesh] More messages wait: read them with mesh_inbox.");
    }
    return String.join("\n\n", news);
  }

  private String welcome(Caller me) {
    List<Named> others = peers.colleagues(me);
    String names =
        others.stream().limit(MOST_NAMES).map(Named::name).collect(Collectors.joining(", "));
    int unread = messages.unread(me.id());
    return "[slm-mesh] Other agents know you as "
        + me.name()
        + ". "
        + (others.isEmpty()
            ? "No other agent works in this project now."
            : "In this project too: " + names + " (mesh_peers).")
        + (unread == 0 ? "" : " You have " + unread + " unread messages (mesh_inbox).");
  }
}
