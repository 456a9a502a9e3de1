package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.life.IdleShutdown;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.EofException;
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
  private final Exchange.Shared shared;
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
    this.shared = new Exchange.Shared(clockwork, new Bodies(clockwork));
    this.idle = idle;
    this.tcpPort = tcpPort;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var exchange = new Exchange(request, response, shared, tcpPort.applyAsInt(request));
    idle.opened();
    inside.add(Thread.currentThread());
    try {
      serve(exchange);
      callback.succeeded();
    } catch (IOException e) {
      LOG.debug("a client went away", e);
      callback.failed(ended(exchange, e));
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

  /** What Jetty is told: it answers what was no HTTP, and complains of neither. */
  private static IOException ended(Exchange exchange, IOException failure) {
    if (failure instanceof HttpException) {
      return failure;
    }
    exchange.disconnect();
    return new EofException(failure);
  }

  private void serve(Exchange exchange) throws IOException {
    try {
      if (closing) {
        throw stopping();
      }
      routes.serve(exchange, guard.admit(exchange));
    } catch (HttpRefusal refusal) {
      refuse(exchange, refusal);
    } catch (MeshException refusal) {
      refuse(exchange, new HttpRefusal(refusal.code(), String.valueOf(refusal.getMessage())));
    } catch (InterruptedException e) {
      if (!closing) {
        throw new EofException("the client has gone");
      }
      refuse(exchange, stopping());
    }
  }

  private static HttpRefusal stopping() {
    return new HttpRefusal(ErrorCode.UNAVAILABLE, "the broker is stopping; try again");
  }

  private static void refuse(Exchange exchange, HttpRefusal refusal) throws IOException {
    boolean _ = Thread.interrupted();
    if (exchange.isCommitted()) {
      throw new EofException(refusal);
    }
    if (refusal.code() == ErrorCode.UNAUTHORIZED) {
      exchange.header("WWW-Authenticate", "Bearer");
    }
    exchange.reply(refusal);
  }

  /** Ends what is under way; what comes is refused. */
  void close() {
    closing = true;
    inside.forEach(Thread::interrupt);
  }
}
