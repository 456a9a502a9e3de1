package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.ops.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes the HTTP face. It is opened after the socket of the sessions, and a failure to
 * open it is logged and leaves the sessions alone.
 */
public final class HttpFace {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFace.class);
  private static final String LOOPBACK = "127.0.0.1";
  private static final int PORTS_MORE = 10;
  private static final int LAST_PORT = 65_535;
  private static final int MOST_CONNECTIONS = 512;
  private static final int HEADER_BYTES = 16 << 10;
  private static final Duration IDLE = Duration.ofSeconds(30);

  private final RuntimeDir dir;
  private final OwnerToken token;
  private final int wantedPort;
  private final DoorMaker doorMaker;
  private final SlowClients slowClients;
  private @Nullable FrontDoor door;
  private @Nullable Server server;
  private volatile @Nullable ServerConnector tcp;

  /** Makes the door at the start, given how to tell over which TCP port a request came. */
  @FunctionalInterface
  interface DoorMaker {
    FrontDoor make(java.util.function.ToIntFunction<Request> tcpPort);
  }

  HttpFace(
      RuntimeDir dir, OwnerToken token, int wantedPort, Clockwork clockwork, DoorMaker doorMaker) {
    this.dir = dir;
    this.token = token;
    this.wantedPort = wantedPort;
    this.slowClients = new SlowClients(clockwork);
    this.doorMaker = doorMaker;
  }

  private int portOf(Request request) {
    return request.getConnectionMetaData().getConnector() instanceof ServerConnector connector
        ? connector.getLocalPort()
        : 0;
  }

  /** The TCP port; {@code null} while it is not open. */
  public @Nullable Integer port() {
    ServerConnector connector = tcp;
    return connector == null ? null : (Integer) connector.getLocalPort();
  }

  /** Opens the Unix socket, and the TCP port if there is a sound token. */
  public synchronized void start() {
    var jetty = new Server(pool());
    FrontDoor made = doorMaker.make(this::portOf);
    door = made;
    jetty.setHandler(made);
    jetty.setErrorHandler(HttpFace::tellError);
    jetty.addBean(slowClients);
    server = jetty;
    try {
      // What a killed broker left leads to nobody, or to a stranger.
      Files.deleteIfExists(dir.port());
      addConnector(jetty, unixSocket(jetty));
      ServerConnector connector = openTcp(jetty);
      if (connector != null) {
        addConnector(jetty, connector);
      }
      jetty.start();
      tcp = connector;
      writePort();
    } catch (Exception e) {
      LOG.error("the HTTP face could not be opened; sessions work without it", e);
      stop();
    }
  }

  private static QueuedThreadPool pool() {
    var pool = new QueuedThreadPool(16, 1);
    pool.setName("http");
    pool.setReservedThreads(0);
    pool.setDaemon(true);
    pool.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http").factory()));
    return pool;
  }

  private OwnersConnector unixSocket(Server jetty) throws IOException {
    var unix = new OwnersConnector(jetty, dir.owner(), connections());
    Files.deleteIfExists(dir.httpSocket());
    unix.setUnixDomainPath(dir.httpSocket());
    return unix;
  }

  /** Each has a limit of its own: who fills the port up does not shut the socket. */
  private static void addConnector(Server jetty, AbstractConnector connector) {
    connector.setIdleTimeout(IDLE.toMillis());
    jetty.addConnector(connector);
    jetty.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
  }

  private HttpConnectionFactory connections() {
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    configuration.setRequestHeaderSize(HEADER_BYTES);
    var factory = new HttpConnectionFactory(configuration);
    factory.addBean(slowClients, false);
    return factory;
  }

  private @Nullable ServerConnector openTcp(Server jetty) {
    try {
      token.open();
    } catch (IOException e) {
      LOG.error("no TCP port is opened: {}", e.getMessage());
      return null;
    }
    int last = wantedPort == 0 ? 0 : Math.min(wantedPort + PORTS_MORE, LAST_PORT);
    for (int port = wantedPort; port <= last; port++) {
      var connector = new ServerConnector(jetty, null, null, null, 0, 1, connections());
      connector.setHost(LOOPBACK);
      connector.setPort(port);
      try {
        connector.open();
        return connector;
      } catch (IOException e) {
        LOG.info("port {} is taken: {}", port, e.getMessage());
      }
    }
    LOG.warn(
        "no TCP port is opened: all from {} to {} are taken; set SLM_MESH_PORT to another one",
        wantedPort,
        last);
    return null;
  }

  private void writePort() throws IOException {
    Integer port = port();
    if (port == null) {
      return;
    }
    Path next = dir.port().resolveSibling("port.next");
    Files.deleteIfExists(next);
    Files.writeString(RuntimeDir.createPrivately(next), port + "\n");
    Files.move(next, dir.port(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What Jetty itself refuses, in our words. */
  private static boolean tellError(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    ErrorCode code = status >= 500 ? ErrorCode.INTERNAL : ErrorCode.INVALID_ARGUMENT;
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    String why = "the request is refused with status " + status;
    Content.Sink.write(response, true, Outcome.of(new MeshException(code, why)).json(), callback);
    return true;
  }

  /** Closes both; what is under way is told to try again. */
  public synchronized void stop() {
    Server jetty = server;
    if (jetty == null || door == null) {
      return;
    }
    door.close();
    try {
      if (tcp != null) {
        Files.deleteIfExists(dir.port());
      }
      jetty.stop();
      Files.deleteIfExists(dir.httpSocket());
    } catch (Exception e) {
      LOG.warn("the HTTP face did not close as it should", e);
    }
  }
}
