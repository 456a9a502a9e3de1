package io.slmmesh.it.mesh;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.LineReader;
import io.slmmesh.api.link.Welcome;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A command of the user, as it talks to the broker: one operation a line, one at a time. */
public final class CommandLink implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SocketChannel channel;
  private final LineReader reader;
  private long calls;

  private CommandLink(SocketChannel channel, LineReader reader) {
    this.channel = channel;
    this.reader = reader;
  }

  /** Connects to the broker that is there. */
  public static CommandLink open(Mesh mesh) {
    try {
      SocketChannel channel =
          SocketChannel.open(UnixDomainSocketAddress.of(mesh.data().resolve("broker.sock")));
      var link = new CommandLink(channel, LineReader.strict(channel, Frames.MAX_FROM_BROKER));
      Frames.write(channel, hello(mesh).encode());
      if (!(Welcome.decode(link.line().bytes()) instanceof Welcome.Welcomed)) {
        throw new IOException("the broker refused a command");
      }
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Hello hello(Mesh mesh) {
    long pid = ProcessHandle.current().pid();
    return new Hello(
        Hello.Face.CALL,
        "0.1.0",
        UUID.randomUUID().toString().replace("-", ""),
        pid,
        pid,
        mesh.work().toString(),
        null,
        Map.of());
  }

  private Line line() throws IOException {
    Line line = reader.next();
    if (line == null) {
      throw new EOFException("the broker ended the connection");
    }
    return line;
  }

  /** {@code as}: {@code null} for an observer. Says too that the answer was written. */
  public synchronized JsonObject call(String operation, @Nullable String as, JsonObject input) {
    var answer = CompletableFuture.supplyAsync(() -> exchange(operation, as, input), Child.READERS);
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(operation + " as " + as + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private JsonObject exchange(String operation, @Nullable String as, JsonObject input) {
    String call = Json.text(JsonObject.of("operation", operation, "as", as, "input", input));
    try {
      Frames.write(channel, Frames.line(++calls, 0, 0, call.getBytes(StandardCharsets.UTF_8)));
      Frame frame = Frame.of(line().bytes());
      while (frame.kind() != Frames.ANSWER) {
        frame = Frame.of(line().bytes());
      }
      if (!frame.word(1).equals(Frames.NO_RECEIPT)) {
        Frames.write(channel, Frames.receipt(frame.word(1)));
        awaitConfirmation();
      }
      return Json.object(new String(frame.payload(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitConfirmation() throws IOException {
    Frame frame = Frame.of(line().bytes());
    while (frame.kind() != Frames.CONFIRMED) {
      frame = Frame.of(line().bytes());
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
