package io.slmmesh.cli.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.slmmesh.api.link.Door;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.RuntimeDir;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** A bridge that runs in this process between a test's pipes and a test's broker. */
final class BridgeRun implements AutoCloseable {
  final RuntimeDir dir;
  final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
  final AtomicBoolean parentGone = new AtomicBoolean();
  final AtomicBoolean hungUp = new AtomicBoolean();
  final List<String> notes = new CopyOnWriteArrayList<>();
  private final Pipe stdin = Pipe.open();
  private final Stdout stdout = new Stdout();

  BridgeRun(Path home) throws IOException {
    dir = RuntimeDir.open(Map.of(RuntimeDir.VARIABLE, home.toString()));
  }

  /** What the agent reads; it can stop reading, as an agent does, and then writers wait. */
  private static final class Stdout extends OutputStream {
    private final StringBuffer written = new StringBuffer();
    private final Semaphore reading = new Semaphore(1);
    private volatile boolean broken;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      reading.acquireUninterruptibly();
      reading.release();
      if (broken) {
        throw new IOException("Broken pipe");
      }
      written.append(new String(bytes, from, length, UTF_8));
    }
  }

  BridgeRun start(String launcher) {
    Agent agent = new Agent(stdin.source(), stdout, parentGone::get, hungUp::get, notes::add);
    Door door = new Door(dir, launcher, System.getenv(), notes::add);
    Hello hello =
        new Hello(Hello.Face.MCP, "0.1.0", ResumeToken.fresh(), 1, 2, "/work", null, Map.of());
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> exitCode.complete(new Bridge(agent, door, hello, HostInbox.of(Map.of())).run()));
    return this;
  }

  BridgeRun start() {
    return start(null);
  }

  /** Writes lines as an agent does; waits when the bridge does not read. */
  Void type(String... lines) throws IOException {
    for (String line : lines) {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        stdin.sink().write(bytes);
      }
    }
    return null;
  }

  void closeStdin() throws IOException {
    stdin.sink().close();
  }

  void stopReading() {
    stdout.reading.acquireUninterruptibly();
  }

  void readOn() {
    stdout.reading.release();
  }

  void breakStdout() {
    stdout.broken = true;
  }

  String written() {
    return stdout.written.toString();
  }

  void awaitWritten(String text) {
    await().until(() -> written().equals(text));
  }

  @Override
  public void close() throws IOException {
    parentGone.set(true);
    closeStdin();
    await().until(exitCode::isDone);
  }
}
