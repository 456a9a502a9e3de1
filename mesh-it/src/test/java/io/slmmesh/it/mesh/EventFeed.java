package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader of server-sent events, as the standard says one reads. */
public final class EventFeed implements AutoCloseable {
  private final HttpWire wire;
  private final HttpAnswer head;
  private final InputStream body;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable String id;
  private @Nullable String type;
  private final List<String> data = new ArrayList<>();
  private int comments;

  private EventFeed(HttpWire wire, HttpAnswer head) {
    this.wire = wire;
    this.head = head;
    this.body = wire.body(head);
  }

  /** One event. {@code id} is the last one that was told, with this event or before it. */
  public record Event(@Nullable String id, String type, String data) {
    public long seq() {
      return Long.parseLong(String.valueOf(id));
    }

    public JsonObject json() {
      return Json.object(data);
    }
  }

  /** Sends the request and reads the head of the answer, which must promise events. */
  public static EventFeed of(HttpWire wire, String request) {
    try {
      HttpAnswer head = wire.send(request).head();
      assertThat(head.status()).as(head.toString()).isEqualTo(200);
      assertThat(head.header("content-type")).isEqualTo("text/event-stream");
      return new EventFeed(wire, head);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public HttpAnswer head() {
    return head;
  }

  public HttpWire wire() {
    return wire;
  }

  /** How many lines came that are there to be skipped. */
  public int comments() {
    return comments;
  }

  /** The next event; {@code null} when the stream has ended, in the middle of one perhaps. */
  public @Nullable Event next() {
    try {
      for (String text = line(); text != null; text = line()) {
        if (text.isEmpty() && !data.isEmpty()) {
          return dispatch();
        }
        take(text);
      }
      return null;
    } catch (HttpWire.SilenceException silence) {
      throw new AssertionError(silence.getMessage(), silence);
    } catch (IOException reset) {
      return null;
    }
  }

  /** Like {@link #next}, but waits that long only; {@code null} too when nothing came. */
  public @Nullable Event next(Duration limit) {
    wire.patient(limit);
    try {
      return next();
    } catch (AssertionError silence) {
      return null;
    } finally {
      wire.patient(Duration.ofSeconds(15));
    }
  }

  /** So many events, in order. */
  public List<Event> take(int count) {
    var events = new ArrayList<Event>();
    while (events.size() < count) {
      Event next = next();
      if (next == null) {
        throw new AssertionError("the stream ended after " + events);
      }
      events.add(next);
    }
    return events;
  }

  private Event dispatch() {
    var event = new Event(id, type == null ? "message" : type, String.join("\n", data));
    type = null;
    data.clear();
    return event;
  }

  private void take(String text) {
    if (text.startsWith(":")) {
      comments++;
      return;
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1).stripLeading();
    switch (field) {
      case "id" -> id = value;
      case "event" -> type = value;
      case "data" -> data.add(value);
      default -> {}
    }
  }

  private @Nullable String line() throws IOException {
    for (int b = body.read(); b != '\n'; b = body.read()) {
      if (b < 0) {
        return null;
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    return text;
  }

  @Override
  public void close() {
    wire.close();
  }
}
