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
import org.eclipse.jetty.io.EofException;

/**
 * {@code POST /hook/written}: a hook's command tells that it has written an answer to its client.
 * Only then what the answer showed is read; if nothing is heard of it, it is new again.
 */
final class HandedOn implements Route {
  static final String PATH = "/hook/written";
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Acknowledgements acknowledgements;
  private final Clockwork clockwork;
  private final Map<String, Promise> promises = new ConcurrentHashMap<>();

  /** What an answer promised that is on its way to a client. */
  private record Promise(String agent, Receipts receipts) {}

  HandedOn(Acknowledgements acknowledgements, Clockwork clockwork) {
    this.acknowledgements = acknowledgements;
    this.clockwork = clockwork;
  }

  /** Writes {@code answer} for {@code agent} to the command, with the receipt it shall bring. */
  void reply(Exchange exchange, String agent, Receipts receipts, String answer) throws IOException {
    String receipt = receipts.token();
    String reply = "{\"receipt\":\"" + receipt + "\",\"answer\":" + answer + "}";
    if (receipt.equals(Frames.NO_RECEIPT)) {
      exchange.reply(200, reply);
      return;
    }
    var promise = new Promise(agent, receipts);
    promises.put(receipt, promise);
    try {
      if (exchange.isGone()) {
        throw new EofException("the command has gone");
      }
      exchange.reply(200, reply);
      clockwork.in(PATIENCE, () -> giveUp(receipt, promise));
    } catch (IOException | RuntimeException e) {
      giveUp(receipt, promise);
      throw e;
    }
  }

  private void giveUp(String receipt, Promise promise) {
    if (promises.remove(receipt, promise)) {
      promise.receipts().drop();
    }
  }

  @Override
  public void serve(Exchange exchange, Principal principal) throws IOException, HttpRefusal {
    HookRoute.requireOwner(principal);
    JsonObject body = exchange.object();
    String receipt = Objects.requireNonNullElse(body.text("receipt"), "");
    Promise promise = promises.remove(receipt);
    if (promise == null) {
      throw new HttpRefusal(ErrorCode.NOT_FOUND, "no answer waits for this receipt");
    }
    acknowledgements.take(receipt, promise.agent()::equals);
    exchange.reply(200, "{}");
  }
}
