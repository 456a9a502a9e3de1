package io.slmmesh.cli.command;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Reply;
import io.slmmesh.cli.view.Screen;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a lock while a command runs: tells the broker that we live, renews the lock before its time
 * is over, and asks for it again from the next broker when this one ends.
 */
final class LockKeeper implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final BrokerCall call;
  private final LockRequest request;
  private final String as;
  private final Screen screen;
  private final Thread keeper = Thread.ofPlatform().name("lock").daemon().unstarted(this::keep);
  private final Thread pulse = Thread.ofPlatform().name("pulse").daemon().unstarted(this::beat);
  private volatile boolean over;

  LockKeeper(BrokerCall call, LockRequest request, String as, Screen screen) {
    this.call = call;
    this.request = request;
    this.as = as;
    this.screen = screen;
  }

  void start() {
    keeper.start();
    pulse.start();
  }

  /** The wait for an event ends at once when the broker does, so that nobody else gets in first. */
  private void keep() {
    try {
      Deadline renewal = Deadline.in(half());
      String broker = call.broker().broker();
      while (!over) {
        JsonObject wait =
            JsonObject.of(
                "action",
                "read",
                "types",
                List.of("file_unlocked"),
                "waitSeconds",
                Math.max(1, renewal.nextWait()));
        Reply _ = call.ask(Operations.EVENTS, as, wait);
        if (!over && isDue(renewal, broker)) {
          broker = call.broker().broker();
          renewal = Deadline.in(half());
          renew();
        }
      }
    } catch (IOException e) {
      warn(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isDue(Deadline renewal, String broker) {
    return renewal.reached() || !call.broker().broker().equals(broker);
  }

  private Duration half() {
    return request.ttl().dividedBy(2);
  }

  private void renew() throws IOException, InterruptedException {
    Reply reply = request.ask(call, as);
    if (!reply.ok()) {
      warn(reply.error());
    }
  }

  private void warn(String why) {
    if (!over) {
      screen.complain("the lock of " + request.path() + " is not kept: " + why);
    }
  }

  private void beat() {
    try {
      while (!over) {
        TimeUnit.MILLISECONDS.sleep(call.broker().heartbeat());
        beatOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beatOnce() {
    try {
      call.heartbeat();
    } catch (IOException lost) {
      // The keeper notices too, and finds the next broker.
      return;
    }
  }

  /** Gives the lock back: the unlock is what the keeper waits for. */
  @Override
  public void close() {
    over = true;
    pulse.interrupt();
    try {
      JsonObject unlock = JsonObject.of("action", "unlock", "filePath", request.path());
      long _ = call.send(Operations.LOCK, as, unlock);
      boolean _ = keeper.join(PATIENCE);
    } catch (IOException lost) {
      // The end of the connection frees the lock as well.
      keeper.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    keeper.interrupt();
  }
}
