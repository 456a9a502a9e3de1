package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of events, read on and on from a place in it: none is missed and none comes twice, also
 * over the death of a broker.
 */
final class Feed {
  private static final long PAGE = 200;

  private final BrokerCall call;
  private final @Nullable String as;
  private final List<String> types;
  private Object since;
  private String broker;

  /**
   * @param since a place in the log or a time; {@code null} for what comes from now on
   */
  static Feed of(BrokerCall call, @Nullable String as, List<String> types, @Nullable Object since)
      throws Failure, IOException, InterruptedException {
    Feed feed = new Feed(call, as, types, 0L);
    feed.since = since == null ? feed.end() : since;
    return feed;
  }

  private Feed(BrokerCall call, @Nullable String as, List<String> types, Object since) {
    this.call = call;
    this.as = as;
    this.types = types;
    this.since = since;
    this.broker = call.broker().broker();
  }

  /** The place of the newest event. */
  private long end() throws Failure, IOException, InterruptedException {
    JsonObject input = JsonObject.of("action", "read", "limit", 1L, "waitSeconds", 0L);
    return Answers.number(sound(call.ask(Operations.EVENTS, as, input)).json(), "lastSeq");
  }

  /**
   * The next events; waits at most so many seconds if there is none. The page says what was missed
   * because it is no longer kept.
   */
  JsonObject next(long waitSeconds) throws Failure, IOException, InterruptedException {
    JsonObject input =
        JsonObject.of(
            "action",
            "read",
            "types",
            types,
            "since",
            since,
            "limit",
            PAGE,
            "waitSeconds",
            waitSeconds);
    JsonObject page = sound(call.ask(Operations.EVENTS, as, input)).json();
    since = Answers.number(page, "lastSeq");
    String now = call.broker().broker();
    if (!now.equals(broker)) {
      broker = now;
      checkForAnewLog();
    }
    return page;
  }

  /** A broker that had to put a damaged database aside begins with number 1 again. */
  private void checkForAnewLog() throws Failure, IOException, InterruptedException {
    if (since instanceof Long seq && end() < seq) {
      since = 0L;
    }
  }

  private static Reply sound(Reply reply) throws Failure, IOException {
    if (!reply.ok()) {
      throw Failure.of(reply);
    }
    return reply;
  }
}
