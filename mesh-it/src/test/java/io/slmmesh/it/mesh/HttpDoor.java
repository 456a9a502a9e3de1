package io.slmmesh.it.mesh;

import static org.awaitility.Awaitility.await;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the HTTP face of a mesh is and with which credential it is called.
 *
 * @param host what a sound client writes into {@code Host}
 * @param token {@code null}: none is sent
 */
public record HttpDoor(SocketAddress address, String host, @Nullable String token) {
  private static final Duration SOON = Duration.ofSeconds(15);

  /** The TCP port, with the owner's token; waits until a broker answers there. */
  public static HttpDoor tcp(Mesh mesh) {
    return await("the TCP port")
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> tcpOnce(mesh), door -> door != null && door.answers());
  }

  private static @Nullable HttpDoor tcpOnce(Mesh mesh) {
    String port = read(mesh.data().resolve("port"));
    String token = read(mesh.data().resolve("broker.token"));
    return port == null || token == null ? null : tcp(Integer.parseInt(port.strip()), token);
  }

  /** A port of this machine. */
  public static HttpDoor tcp(int port, @Nullable String token) {
    return new HttpDoor(new InetSocketAddress("127.0.0.1", port), "127.0.0.1:" + port, token);
  }

  /** The Unix socket; waits until a broker answers there. */
  public static HttpDoor unix(Mesh mesh) {
    var door =
        new HttpDoor(
            UnixDomainSocketAddress.of(mesh.data().resolve("http.sock")), "localhost", null);
    await("the HTTP socket").atMost(SOON).pollInterval(Duration.ofMillis(20)).until(door::answers);
    return door;
  }

  private static @Nullable String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException missing) {
      return null;
    }
  }

  /** Whether a broker answers here at this moment. */
  public boolean answers() {
    try (HttpWire wire = HttpWire.to(address)) {
      String request = as(null).request("GET", "/health", null);
      return wire.patient(Duration.ofSeconds(1)).send(request).answer().status() == 200;
    } catch (IOException nobody) {
      return false;
    }
  }

  public int port() {
    return ((InetSocketAddress) address).getPort();
  }

  /** The same place with another credential, or with none. */
  public HttpDoor as(@Nullable String other) {
    return new HttpDoor(address, host, other);
  }

  public HttpWire open() {
    try {
      return HttpWire.to(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A connection of a client that will hardly read. */
  public HttpWire openNarrow() {
    try {
      return HttpWire.narrow(address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A sound request; {@code headers} are whole lines that come on top. */
  public String request(String method, String path, @Nullable String body, String... headers) {
    var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    if (token != null) {
      text.append("Authorization: Bearer ").append(token).append("\r\n");
    }
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    if (body != null) {
      text.append("Content-Type: application/json\r\nContent-Length: ")
          .append(body.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n");
    }
    return text.append("\r\n").append(body == null ? "" : body).toString();
  }

  public HttpAnswer post(String path, Object... namesAndValues) {
    return postText(path, Json.text(JsonObject.of(namesAndValues)));
  }

  public HttpAnswer postText(String path, String body) {
    return send(request("POST", path, body));
  }

  public HttpAnswer get(String path, String... headers) {
    return send(request("GET", path, null, headers));
  }

  /** One request over a connection of its own. */
  public HttpAnswer send(String request) {
    try (HttpWire wire = open()) {
      // A wait of the broker may take its time before the first byte.
      return wire.patient(Duration.ofSeconds(60)).send(request).answer();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Follows the events; {@code query} is empty or begins with a question mark. */
  public EventFeed follow(String query, String... headers) {
    return EventFeed.of(open(), request("GET", "/events/stream" + query, null, headers));
  }

  /** Registers a program by name and returns what the broker says. */
  public JsonObject register(String name, Path directory) {
    return post(
            "/register",
            "name",
            name,
            "projectPath",
            directory.toString(),
            "pid",
            ProcessHandle.current().pid(),
            "agentType",
            "test-program")
        .ok();
  }
}
