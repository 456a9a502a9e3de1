package io.slmmesh.cli.call;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.link.Frame;
import io.slmmesh.api.link.Frames;
import io.slmmesh.api.link.Line;
import io.slmmesh.api.link.Link;
import io.slmmesh.api.link.LinkException;
import io.slmmesh.api.link.Welcome;
import io.slmmesh.api.operation.Operation;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The conversation of one command with the broker, one call after the other. A call whose
 * connection is lost is sent again to the broker that comes next, under its old number.
 */
public final class BrokerCall implements AutoCloseable {
  private static final long FIRST_PAUSE = 10;
  private static final long LONGEST_PAUSE = 500;

  private final Entrance entrance;
  private final Object writing = new Object();
  private volatile Link link;
  private final AtomicLong lastNumber = new AtomicLong();

  private BrokerCall(Entrance entrance, Link link) {
    this.entrance = entrance;
    this.link = link;
  }

  /**
   * Connects; starts a broker when none runs.
   *
   * @throws LinkException there is no way in
   */
  public static BrokerCall open(Entrance entrance) throws LinkException, InterruptedException {
    return new BrokerCall(entrance, entrance.enter());
  }

  /**
   * Connects to the broker that runs; {@code null} when there is none.
   *
   * @throws LinkException the directory must not be used, or the broker does not answer
   */
  public static @Nullable BrokerCall find(Entrance entrance)
      throws LinkException, InterruptedException {
    Link link = entrance.find();
    return link == null ? null : new BrokerCall(entrance, link);
  }

  /** Who answers at the moment. */
  public Welcome.Welcomed broker() {
    return link.welcome();
  }

  /** Asks as an observer, who is no agent. */
  public Reply ask(Operation<?, ?> operation, JsonObject input)
      throws IOException, InterruptedException {
    return ask(operation, null, input);
  }

  /**
   * Calls {@code operation} as the agent {@code as} and waits for the answer; the members of {@code
   * input} are checked by the broker.
   *
   * @throws LinkException the broker was lost and none came in its place
   */
  public Reply ask(Operation<?, ?> operation, @Nullable String as, JsonObject input)
      throws IOException, InterruptedException {
    byte[] line = line(operation, as, input);
    if (line.length > Frames.MAX_LINE) {
      return Reply.refusal(
          "too_large", "the call is " + line.length + " bytes long; at most " + Frames.MAX_LINE);
    }
    long number = lastNumber.incrementAndGet();
    long began = System.nanoTime();
    long pause = FIRST_PAUSE;
    while (true) {
      long age = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      try {
        write(Frames.line(number, age, number - 1, line));
        return await(number);
      } catch (ProtocolException nonsense) {
        throw nonsense;
      } catch (IOException lost) {
        link.close();
      }
      // A broker that takes us in and drops us at once must not be called in a tight loop.
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
      link = entrance.reenter();
    }
  }

  /**
   * Calls an operation that ends the broker; {@code null} when it went before its answer was
   * written.
   */
  public @Nullable Reply askLast(Operation<?, ?> operation, JsonObject input) throws IOException {
    try {
      long number = send(operation, null, input);
      return await(number);
    } catch (ProtocolException nonsense) {
      throw nonsense;
    } catch (IOException gone) {
      return null;
    }
  }

  /** Calls and does not wait for the answer; the thread that asks meanwhile passes over it. */
  public long send(Operation<?, ?> operation, @Nullable String as, JsonObject input)
      throws IOException {
    long number = lastNumber.incrementAndGet();
    write(Frames.line(number, 0, 0, line(operation, as, input)));
    return number;
  }

  private static byte[] line(Operation<?, ?> operation, @Nullable String as, JsonObject input) {
    return Json.text(JsonObject.of("operation", operation.name(), "as", as, "input", input))
        .getBytes(UTF_8);
  }

  private Reply await(long number) throws IOException {
    while (true) {
      Frame frame = next();
      if (frame.kind() == Frames.ANSWER && frame.number(0) == number) {
        return new Reply(new String(frame.payload(), UTF_8), frame.word(1));
      }
    }
  }

  private Frame next() throws IOException {
    while (true) {
      Line line = link.reader().next();
      if (line == null) {
        throw new EOFException("the broker ended");
      }
      Frame frame = Frame.of(line.bytes());
      if (frame.kind() != Frames.MAKE_ROOM) {
        return frame;
      }
      entrance.holdOff(frame.number(0));
    }
  }

  /**
   * The answer was written: what it promised becomes true, for example that its messages were read.
   * If the broker is lost meanwhile it does not, and they are shown again.
   */
  public void written(Reply reply) {
    if (reply.receipt().equals(Frames.NO_RECEIPT)) {
      return;
    }
    try {
      write(Frames.receipt(reply.receipt()));
      byte said;
      do {
        said = next().kind();
      } while (said != Frames.CONFIRMED);
    } catch (IOException lost) {
      // Unconfirmed means unread, which is the safe side.
      return;
    }
  }

  /** A sign of life, from any thread. */
  public void heartbeat() throws IOException {
    write(Frames.heartbeat());
  }

  private void write(byte[] frame) throws IOException {
    synchronized (writing) {
      Frames.write(link.channel(), frame);
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
