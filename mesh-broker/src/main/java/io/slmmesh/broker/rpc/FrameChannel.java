package io.slmmesh.broker.rpc;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.LineReader;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The frames of one connection. One thread reads; any thread may write, whole frames in turn. */
public final class FrameChannel implements AutoCloseable {
  private final SocketChannel socket;
  private final LineReader lines;
  private final ReentrantLock writing = new ReentrantLock();

  /** {@code lines} has read the hello from {@code socket} and may hold what came after it. */
  public FrameChannel(SocketChannel socket, LineReader lines) {
    this.socket = socket;
    this.lines = lines;
  }

  /**
   * Waits for the next frame; {@code null} when the other end has closed, or {@link #stopReading}
   * was called.
   */
  public @Nullable Frame next() throws IOException {
    Line line = lines.next();
    return line == null ? null : Frame.of(line.bytes());
  }

  public void answer(long number, String receipt, Object message) throws IOException {
    write(Frames.answer(number, receipt, bytes(message)));
  }

  public void push(JsonObject message) throws IOException {
    write(Frames.push(bytes(message)));
  }

  /** A line for the inbox of the agent's host; the receipt comes back when it was written there. */
  public void inbox(String receipt, JsonObject line) throws IOException {
    write(Frames.inbox(receipt, bytes(line)));
  }

  /** Writes a frame made by {@link Frames}. */
  public void write(byte[] frame) throws IOException {
    writing.lock();
    try {
      Frames.write(socket, frame);
    } finally {
      writing.unlock();
    }
  }

  private static byte[] bytes(Object message) {
    return Json.text(message).getBytes(StandardCharsets.UTF_8);
  }

  /** The reader sees the end after the frame it is at; answers can still be written. */
  public void stopReading() throws IOException {
    socket.shutdownInput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
