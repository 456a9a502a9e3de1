package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.operation.Receipts;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.ops.Acknowledgements;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * {@code POST /hook/written}: a hook's command tells that it has written an answer to its client.
 * Only then what the answer showed is read; if nothing is heard of it, it is new again.
 */
final class HandedOn implements Route {
  static final String PATH = "/hook/written";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Acknowledgements acknowledgements;
  private final Consumer<String> failed;
  private final Clockwork clockwork;
  private final Map<String, String> agents = new ConcurrentHashMap<>();

  /**
   * @param failed told an agent whose answer was not handed on: what was in it is new again
   */
  HandedOn(Acknowledgements acknowledgements, Consumer<String> failed, Clockwork clockwork) {
    this.acknowledgements = acknowledgements;
    this.failed = failed;
    this.clockwork = clockwork;
  }

  /** Writes {@code answer} for {@code agent} to the command, with the receipt it shall bring. */
  void reply(Exchange exchange, String agent, Receipts receipts, String answer) throws IOException {
    String receipt = receipts.token();
    if (!receipt.equals(Frames.NO_RECEIPT)) {
      agents.put(receipt, agent);
      clockwork.in(PATIENCE, () -> giveUp(receipt));
    }
    exchange.reply(200, "{\"receipt\":\"" + receipt + "\",\"answer\":" + answer + "}");
  }

  private void giveUp(String receipt) {
    String agent = agents.remove(receipt);
    if (agent != null) {
      failed.accept(agent);
    }
  }

  @Override
  public void serve(Exchange exchange, Principal principal) throws IOException, HttpRefusal {
    HookRoute.requireOwner(principal);
    JsonObject body = exchange.object();
    String receipt = Objects.requireNonNullElse(body.text("receipt"), "");
    String agent = agents.remove(receipt);
    if (agent == null) {
      throw new HttpRefusal(ErrorCode.NOT_FOUND, "no answer waits for this receipt");
    }
    acknowledgements.take(receipt, agent::equals);
    exchange.reply(200, "{}");
  }
}
