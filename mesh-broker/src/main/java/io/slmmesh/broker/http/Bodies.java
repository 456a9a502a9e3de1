package io.slmmesh.broker.http;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.broker.life.Clockwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests: each within a size and a time, and few large ones at once, so that
 * many clients together can't fill the broker's memory.
 */
final class Bodies {
  /** Largest body that is taken. */
  private static final int MOST = 1 << 20;

  private static final int SMALL = 64 << 10;
  private static final int LARGE_AT_ONCE = 16;
  private static final long MOST_DROPPED = 64 << 20;
  private static final Duration WITHIN = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Clockwork clockwork;
  private final Semaphore large = new Semaphore(LARGE_AT_ONCE);

  Bodies(Clockwork clockwork) {
    this.clockwork = clockwork;
  }

  /** What becomes of a body. It is not kept. */
  @FunctionalInterface
  interface Use<T extends @Nullable Object> {
    T of(byte[] body) throws HttpRefusal;
  }

  /**
   * Reads the body and uses it.
   *
   * @param disconnect ends the connection, for a body that takes too long
   */
  <T extends @Nullable Object> T read(Request request, Runnable disconnect, Use<T> use)
      throws HttpRefusal, IOException {
    boolean waitsForOurWord = request.getHeaders().contains(HttpHeader.EXPECT);
    if (request.getLength() > MOST && waitsForOurWord) {
      throw tooLarge();
    }
    Runnable callOff = clockwork.in(WITHIN, disconnect);
    try (InputStream in = Content.Source.asInputStream(request)) {
      byte[] begin = in.readNBytes(SMALL);
      return begin.length < SMALL ? use.of(begin) : large(begin, in, use);
    } finally {
      callOff.run();
    }
  }

  private <T extends @Nullable Object> T large(byte[] begin, InputStream in, Use<T> use)
      throws HttpRefusal, IOException {
    if (!takePlace()) {
      throw new HttpRefusal(
          ErrorCode.UNAVAILABLE, "too many large requests at once; nothing was done, try again");
    }
    try {
      var body = new ByteArrayOutputStream(2 * SMALL);
      body.write(begin);
      body.write(in.readNBytes(MOST + 1 - SMALL));
      if (body.size() > MOST) {
        drop(in);
        throw tooLarge();
      }
      return use.of(body.toByteArray());
    } finally {
      large.release();
    }
  }

  private boolean takePlace() {
    try {
      return large.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Many clients listen only after they have sent everything: they are to hear the refusal. */
  private static void drop(InputStream in) throws IOException {
    byte[] bytes = new byte[SMALL];
    long dropped = 0;
    int count = 0;
    while (count >= 0 && dropped < MOST_DROPPED) {
      dropped += count;
      count = in.read(bytes);
    }
  }

  private static HttpRefusal tooLarge() {
    return new HttpRefusal(
        ErrorCode.TOO_LARGE, "the body is larger than " + MOST + " bytes; nothing was done");
  }
}
