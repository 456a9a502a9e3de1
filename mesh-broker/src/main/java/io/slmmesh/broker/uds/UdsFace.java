package io.slmmesh.broker.uds;

import io.slmmesh.api.Version;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.LineReader;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.api.link.Versions;
import io.slmmesh.api.link.Welcome.Refused;
import io.slmmesh.api.link.Welcome.Welcomed;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.life.Clockwork;
import io.slmmesh.broker.life.IdleShutdown;
import io.slmmesh.broker.life.StopReason;
import io.slmmesh.broker.rpc.Conversation;
import io.slmmesh.broker.rpc.FrameChannel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts our own user's programs on the Unix domain socket. */
public final class UdsFace {
  private static final Logger LOG = LoggerFactory.getLogger(UdsFace.class);
  private static final Duration HELLO_WITHIN = Duration.ofSeconds(5);

  private final ServerSocketChannel server;
  private final RuntimeDir dir;
  private final Faces faces;
  private final MeshClock clock;
  private final IdleShutdown idle;
  private final Lifecycle lifecycle;
  private final String runId = UUID.randomUUID().toString();
  private final Set<Conversation> connections = new HashSet<>();
  private boolean stopping;

  /** Begins what is said after the hello. */
  @FunctionalInterface
  public interface Face {
    Conversation open(FrameChannel channel, Hello hello);
  }

  /** What can be said, by the face that the hello names. */
  public record Faces(Face mcp, Face call) {}

  /**
   * What the face needs of the broker's life.
   *
   * @param heartbeat asked of every bridge
   * @param onDrain called when a newer version wants the broker to make room
   */
  public record Lifecycle(Duration heartbeat, Clockwork clockwork, Consumer<StopReason> onDrain) {}

  public UdsFace(
      ServerSocketChannel server,
      RuntimeDir dir,
      Faces faces,
      MeshClock clock,
      IdleShutdown idle,
      Lifecycle lifecycle) {
    this.server = server;
    this.dir = dir;
    this.faces = faces;
    this.clock = clock;
    this.idle = idle;
    this.lifecycle = lifecycle;
  }

  /** Begins to accept. */
  public void start() {
    Thread.ofPlatform().name("uds-accept").daemon().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel socket = server.accept();
        // A platform thread wakes by its own read; a virtual one would be woken by a poller.
        Thread.ofPlatform().name("uds").daemon().start(() -> serve(socket));
      }
    } catch (IOException e) {
      LOG.debug("no more connections", e);
    }
  }

  private void serve(SocketChannel socket) {
    try (socket) {
      if (!socket.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(dir.owner())) {
        LOG.warn("refused a connection of another user");
        return;
      }
      LineReader lines = LineReader.strict(socket, Frames.MAX_FROM_BRIDGE);
      Hello hello = readHello(socket, lines);
      switch (hello.face()) {
        case MCP -> converse(socket, lines, hello, faces.mcp());
        case CALL -> converse(socket, lines, hello, faces.call());
        case DRAIN -> drain(socket, lines, hello);
      }
    } catch (IOException e) {
      LOG.debug("a connection ended before its hello: {}", e.toString());
    }
  }

  private Hello readHello(SocketChannel socket, LineReader lines) throws IOException {
    Runnable callOff = lifecycle.clockwork().in(HELLO_WITHIN, () -> closeQuietly(socket));
    try {
      Line line = lines.next();
      if (line == null) {
        throw new EOFException("closed without a hello");
      }
      return Hello.decode(line.bytes());
    } finally {
      callOff.run();
    }
  }

  private static void closeQuietly(SocketChannel socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("close failed", e);
    }
  }

  private void converse(SocketChannel socket, LineReader lines, Hello hello, Face face)
      throws IOException {
    Conversation connection = face.open(new FrameChannel(socket, lines), hello);
    if (!admit(connection)) {
      Frames.write(
          socket, new Refused(Refused.DRAINING, "the broker is stopping; try again").encode());
      return;
    }
    try {
      Frames.write(socket, welcome());
      connection.run();
    } finally {
      discharge(connection);
    }
  }

  private byte[] welcome() {
    return new Welcomed(
            Version.VALUE, runId, ProcessHandle.current().pid(), lifecycle.heartbeat().toMillis())
        .encode();
  }

  private synchronized boolean admit(Conversation connection) {
    if (stopping) {
      return false;
    }
    idle.opened();
    return connections.add(connection);
  }

  private synchronized void discharge(Conversation connection) {
    connections.remove(connection);
    idle.closed();
    notifyAll();
  }

  /** The caller is kept on the line: that it ends tells that this broker has gone. */
  private void drain(SocketChannel socket, LineReader lines, Hello hello) throws IOException {
    if (!Versions.newer(hello.version(), Version.VALUE)) {
      Frames.write(
          socket,
          new Refused(Refused.NOT_NEWER, "this broker is version " + Version.VALUE).encode());
      return;
    }
    Frames.write(socket, welcome());
    lifecycle.onDrain().accept(StopReason.replaced(hello.version()));
    Line _ = lines.next();
  }

  /**
   * Takes nobody in any more, lets each connection finish what it is doing, and returns when all
   * have ended or {@code limit} is over.
   *
   * @param successorWithin how long the bridges should wait for a successor before they start a
   *     broker; {@code null} if none is coming
   */
  public void stop(Duration limit, @Nullable Duration successorWithin) {
    try {
      server.close();
      Files.deleteIfExists(dir.socket());
    } catch (IOException e) {
      LOG.warn("could not remove the socket", e);
    }
    for (Conversation connection : close()) {
      connection.stop(successorWithin);
    }
    awaitEmpty(clock.ticksIn(limit));
  }

  private synchronized Set<Conversation> close() {
    stopping = true;
    return Set.copyOf(connections);
  }

  private synchronized void awaitEmpty(long deadline) {
    try {
      while (!connections.isEmpty() && !clock.reached(deadline)) {
        wait(Math.max(1, clock.until(deadline).toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
