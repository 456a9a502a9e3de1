package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.life.IdleShutdown;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one handler of both connectors: the guard first, then the route. */
final class FrontDoor extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);

  private final Guard guard;
  private final Routes routes;
  private final Clockwork clockwork;
  private final IdleShutdown idle;
  private final ToIntFunction<Request> tcpPort;
  private final Set<Thread> inside = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  /**
   * @param tcpPort the TCP port a request came over; 0 for the Unix socket
   */
  FrontDoor(
      Guard guard,
      Routes routes,
      Clockwork clockwork,
      IdleShutdown idle,
      ToIntFunction<Request> tcpPort) {
    this.guard = guard;
    this.routes = routes;
    this.clockwork = clockwork;
    this.idle = idle;
    this.tcpPort = tcpPort;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var exchange = new Exchange(request, response, clockwork);
    idle.opened();
    inside.add(Thread.currentThread());
    try {
      if (closing) {
        throw stopping();
      }
      routes.serve(exchange, guard.admit(exchange, tcpPort.applyAsInt(request)));
      callback.succeeded();
    } catch (HttpRefusal refusal) {
      refuse(exchange, refusal, callback);
    } catch (InterruptedException e) {
      refuse(exchange, stopping(), callback);
    } catch (IOException e) {
      LOG.debug("a client went away", e);
      callback.failed(e);
    } catch (RuntimeException e) {
      LOG.error("a request failed", e);
      callback.failed(e);
    } finally {
      inside.remove(Thread.currentThread());
      boolean _ = Thread.interrupted();
      idle.closed();
    }
    return true;
  }

  private static HttpRefusal stopping() {
    return new HttpRefusal(ErrorCode.UNAVAILABLE, "the broker is stopping; try again");
  }

  private static void refuse(Exchange exchange, HttpRefusal refusal, Callback callback) {
    boolean _ = Thread.interrupted();
    try {
      if (exchange.isCommitted()) {
        exchange.disconnect();
        callback.failed(refusal);
        return;
      }
      if (refusal.code() == ErrorCode.UNAUTHORIZED) {
        exchange.header("WWW-Authenticate", "Bearer");
      }
      exchange.reply(refusal);
      callback.succeeded();
    } catch (IOException e) {
      callback.failed(e);
    }
  }

  /** Ends what is under way; what comes is refused. */
  void close() {
    closing = true;
    inside.forEach(Thread::interrupt);
  }
}
