package io.slmmesh.cli.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.api.link.Door;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.Link;
import io.slmmesh.api.link.LinkException;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.cli.bridge.Lineage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one call of a hook, as {@code docs/wire.md} has it, put together and taken apart as text: to
 * load a library for JSON takes as long as all the rest.
 */
final class HookCall implements AutoCloseable {
  private static final String DONE = "{\"ok\":true,\"answer\":";

  private final Link link;
  private String receipt = Frames.NO_RECEIPT;

  private HookCall(Link link) {
    this.link = link;
  }

  /** The way to the broker that runs; {@code null} if there is none. A hook starts none. */
  static @Nullable HookCall find(Map<String, String> environment)
      throws LinkException, InterruptedException {
    Hello hello =
        Lineage.now().hello(Hello.Face.CALL, System.getProperty("user.dir", ""), Map.of());
    RuntimeDir dir = RuntimeDir.find(environment);
    Link link = dir == null ? null : new Door(dir, null, environment, _ -> {}).find(hello);
    return link == null ? null : new HookCall(link);
  }

  /**
   * Asks the broker; returns the JSON object that the client shall be given.
   *
   * @throws IOException the broker refused or was lost, with a message for people
   */
  String ask(String client, String event, byte[] payload) throws IOException {
    byte[] line = line(client, event, payload);
    if (line.length > Frames.MAX_LINE) {
      throw new IOException("what the hook was given is longer than " + Frames.MAX_LINE + " bytes");
    }
    Frames.write(link.channel(), Frames.line(1, 0, 0, line));
    Frame frame = next(Frames.ANSWER);
    receipt = frame.word(1);
    String answer = new String(frame.payload(), UTF_8);
    if (!answer.startsWith(DONE)) {
      throw new IOException("the broker refused the hook: ".concat(answer));
    }
    return answer.substring(DONE.length(), answer.length() - 1);
  }

  private static byte[] line(String client, String event, byte[] payload) {
    var line = new ByteArrayOutputStream(payload.length + 128);
    line.writeBytes("{\"operation\":\"hook\",\"input\":{\"client\":\"".getBytes(UTF_8));
    line.writeBytes(client.getBytes(UTF_8));
    line.writeBytes("\",\"event\":\"".getBytes(UTF_8));
    line.writeBytes(event.getBytes(UTF_8));
    line.writeBytes("\",\"payload\":".getBytes(UTF_8));
    for (byte each : payload) {
      // Between the members of JSON a line may end, in a frame it must not.
      line.write(each == '\n' || each == '\r' ? ' ' : each);
    }
    line.writeBytes("}}".getBytes(UTF_8));
    return line.toByteArray();
  }

  /** The answer was written: what it showed counts as read. */
  void written() throws IOException {
    if (!receipt.equals(Frames.NO_RECEIPT)) {
      Frames.write(link.channel(), Frames.receipt(receipt));
      Frame _ = next(Frames.CONFIRMED);
    }
  }

  private Frame next(byte kind) throws IOException {
    while (true) {
      Line line = link.reader().next();
      if (line == null) {
        throw new EOFException("the broker ended");
      }
      Frame frame = Frame.of(line.bytes());
      if (frame.kind() == kind) {
        return frame;
      }
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
