package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;
import java.time.Duration;

/** {@code inbox}: reads messages. */
final class InboxWord extends Word {
  private final Given<Duration> wait;
  private final Given<Boolean> peek;
  private final Given<Boolean> all;
  private final Given<Boolean> sent;
  private final Given<String> from;
  private final Given<Integer> limit;
  private final Acting acting;

  InboxWord(Desk desk) {
    super(desk, "Read the messages that other agents sent you, oldest first.");
    syntax()
        .says(
            "They are marked read when they have been written here.",
            "With --wait it ends with 1 when none came in time.")
        .examples(
            "slm-mesh inbox",
            "slm-mesh inbox --as ci --wait 60s",
            "slm-mesh inbox --sent",
            "slm-mesh inbox --json | jq -r '.messages[].payload'");
    wait = syntax().option("--wait", "TIME", Duration.class, "Wait this long for one: 30s, 5m.");
    peek = syntax().flag("--peek", "Leave them unread.");
    all = syntax().flag("--all", "The newest, also those you have read.");
    sent = syntax().flag("--sent", "Instead those you sent, and what became of them.");
    from = syntax().option("--from", "AGENT", String.class, "Only with this agent.");
    limit = syntax().option("--limit", "N", Integer.class, "At most so many, 1 to 100; else 20.");
    acting = new Acting(this);
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    if (wait.isGiven() && (all.or(false) || sent.or(false))) {
      throw Failure.usage("--wait waits for unread messages; leave out --all and --sent");
    }
    try (BrokerCall call = desk().open()) {
      Reply reply = ask(call);
      MessageView view = new MessageView(desk().screen());
      Exit exit = desk().show(call, reply, sent.or(false) ? view::outbox : view::inbox);
      boolean inVain = wait.isGiven() && Answers.objects(reply.json(), "messages").isEmpty();
      return exit == Exit.OK && inVain ? Exit.NO : exit;
    }
  }

  private Reply ask(BrokerCall call) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(wait.or(Duration.ZERO));
    while (true) {
      Reply reply = call.ask(Operations.INBOX, acting.name(), input(deadline.nextWait()));
      if (!reply.ok()
          || deadline.reached()
          || !Answers.objects(reply.json(), "messages").isEmpty()) {
        return reply;
      }
    }
  }

  private JsonObject input(long waitSeconds) {
    return JsonObject.of(
        "filter",
        all.or(false) ? "all" : "unread",
        "from",
        from.orNull(),
        "limit",
        limit.orNull(),
        "peek",
        peek.or(false),
        "waitSeconds",
        waitSeconds,
        "sent",
        sent.or(false));
  }
}
