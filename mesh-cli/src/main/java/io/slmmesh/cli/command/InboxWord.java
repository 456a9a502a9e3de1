package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inbox}: reads messages. */
@Command(
    name = "inbox",
    header = "Read the messages that other agents sent you, oldest first.",
    description = {
      "They are marked read when they have been written here.",
      "With --wait it ends with 1 when none came in time."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  slm-mesh inbox",
      "  slm-mesh inbox --as ci --wait 60s",
      "  slm-mesh inbox --sent",
      "  slm-mesh inbox --json | jq -r '.messages[].payload'"
    })
final class InboxWord extends Word {
  @Mixin private final Acting acting = new Acting();

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      description = "Wait this long for a message if there is none: 30s, 5m.")
  private @Nullable Duration wait;

  @Option(names = "--peek", description = "Leave them unread.")
  private boolean peek;

  @Option(names = "--all", description = "Those you have read too: the newest.")
  private boolean all;

  @Option(names = "--sent", description = "Instead: those you sent, and what became of them.")
  private boolean sent;

  @Option(names = "--from", paramLabel = "AGENT", description = "Only with this agent.")
  private @Nullable String from;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many; 1 to 100.")
  private int limit = 20;

  InboxWord(Desk desk) {
    super(desk);
  }

  @Override
  Exit run() throws Failure, IOException, InterruptedException {
    if (wait != null && (all || sent)) {
      throw Failure.usage("--wait waits for unread messages; leave out --all and --sent");
    }
    try (BrokerCall call = desk().open()) {
      Reply reply = ask(call);
      MessageView view = new MessageView(desk().screen());
      Exit exit = desk().show(call, reply, sent ? view::outbox : view::inbox);
      boolean inVain = wait != null && Answers.objects(reply.json(), "messages").isEmpty();
      return exit == Exit.OK && inVain ? Exit.NO : exit;
    }
  }

  private Reply ask(BrokerCall call) throws IOException, InterruptedException {
    Deadline deadline = Deadline.in(wait == null ? Duration.ZERO : wait);
    while (true) {
      Reply reply =
          call.ask(Operations.INBOX, acting.name(desk().invocation()), input(deadline.nextWait()));
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
        all ? "all" : "unread",
        "from",
        from,
        "limit",
        limit,
        "peek",
        peek,
        "waitSeconds",
        waitSeconds,
        "sent",
        sent);
  }
}
