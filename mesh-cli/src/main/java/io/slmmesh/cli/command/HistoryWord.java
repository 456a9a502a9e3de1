package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code history}: what was sent and received, as one conversation. */
final class HistoryWord extends Word {
  private static final int STANDARD = 20;

  private final Given<String> with;
  private final Given<Integer> limit;
  private final Acting acting;

  HistoryWord(Desk desk) {
    super(desk, "The messages you sent and received, in their order. Marks nothing read.");
    syntax().examples("slm-mesh history", "slm-mesh history --with kipu --limit 50");
    with = syntax().option("--with", "AGENT", String.class, "Only with this agent.");
    limit = syntax().option("--limit", "N", Integer.class, "The last so many, 1 to 100; else 20.");
    acting = new Acting(this);
  }

  @Override
  Exit run() throws IOException, InterruptedException {
    String me = acting.name();
    try (BrokerCall call = desk().open()) {
      Reply received = call.ask(Operations.INBOX, me, input("filter", "all", "peek", true));
      if (!received.ok()) {
        return desk().show(call, received, _ -> {});
      }
      Reply sent = call.ask(Operations.INBOX, me, input("sent", true));
      if (!sent.ok()) {
        return desk().show(call, sent, _ -> {});
      }
      JsonObject both = merged(received.json(), sent.json());
      desk().tell(both, page -> new MessageView(desk().screen()).history(page, me));
      if (desk().screen().flush()) {
        call.written(received);
      }
      return Exit.OK;
    }
  }

  private JsonObject input(Object... more) {
    JsonObject input = JsonObject.of(more).with("limit", (long) limit.or(STANDARD));
    String partner = with.orNull();
    return partner == null ? input : input.with("from", partner);
  }

  /** Ids of messages grow with time, so they order what two clocks' readings can't. */
  private JsonObject merged(JsonObject received, JsonObject sent) {
    List<JsonObject> all = new ArrayList<>(Answers.objects(received, "messages"));
    all.addAll(Answers.objects(sent, "messages"));
    all.sort(Comparator.comparing(message -> Answers.text(message, "id")));
    int first = Math.max(0, all.size() - limit.or(STANDARD));
    return JsonObject.of("ok", true, "messages", all.subList(first, all.size()), "more", first > 0);
  }
}
