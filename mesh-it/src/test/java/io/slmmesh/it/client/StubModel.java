package io.slmmesh.it.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A model on the loopback interface that answers from a {@link Script}, in the API of any vendor,
 * and keeps every request. It also stands in as the proxy of its client: whoever wants to go
 * elsewhere is refused.
 */
public final class StubModel implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final Duration QUIET = Duration.ofSeconds(2);

  private final String name;
  private final Script script;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private volatile String printed = "";

  private StubModel(String name, Script script, HttpServer server) {
    this.name = name;
    this.script = script;
    this.server = server;
  }

  /**
   * Starts one.
   *
   * @param name of the place under {@code target/clients-seen} where it leaves what it was asked
   */
  public static StubModel start(String name, Script script) {
    try {
      var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var model = new StubModel(name, script, HttpServer.create(here, 0));
      model.server.createContext("/", model::answer);
      model.server.setExecutor(model.threads);
      model.server.start();
      return model;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The requests for an answer of the model, in the order they came. */
  public List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Returns when a request that fits has come, first the one that came first. */
  public Asked await(String what, Predicate<Asked> fits) {
    return Awaitility.await(what)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> asked.stream().filter(fits).findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  /** Returns when nothing was asked for a while: the client waits for its user. */
  public void awaitQuiet() {
    Awaitility.await("a client that asks nothing")
        .atMost(PATIENCE)
        .until(() -> asked.getLast().at().isBefore(Instant.now().minus(QUIET)));
  }

  /** What else was asked for by HTTP and refused: a method and an address each. */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  /** The client has printed this. */
  void shown(String text) {
    printed = text;
  }

  /** What went wrong in the script, checks of the test included. */
  public List<Throwable> failures() {
    return List.copyOf(failures);
  }

  /** Leaves it all to whoever must find out why a test fails. */
  private void keep() {
    Path place = Path.of("target/clients-seen", name);
    try {
      Files.createDirectories(place);
      for (Path old : children(place)) {
        Files.delete(old);
      }
      Files.write(place.resolve("refused.txt"), refused);
      Files.writeString(place.resolve("printed.txt"), printed);
      int number = 0;
      for (Asked each : asked) {
        Files.writeString(place.resolve(++number + ".json"), each.text());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.toList();
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Optional<Dialect> dialect =
          Dialect.ALL.stream().filter(each -> path != null && each.speaks(path)).findFirst();
      if (exchange.getRequestMethod().equals("POST") && dialect.isPresent()) {
        speak(dialect.get(), path, exchange);
      } else {
        refused.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private void speak(Dialect dialect, String path, HttpExchange exchange) throws IOException {
    Instant at = Instant.now();
    JsonObject body = read(exchange);
    var request = new Asked(at, path, body, dialect.tools(body), dialect.results(body));
    asked.add(request);
    Dialect.Written written = dialect.write(path, body, reply(request));
    byte[] bytes = written.text().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", written.type());
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** A script that fails ends the turn: a client would ask again and again for a failed answer. */
  private Reply reply(Asked request) {
    try {
      return script.reply(request);
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
      return Reply.say("the test has failed");
    }
  }

  private static JsonObject read(HttpExchange exchange) throws IOException {
    try {
      return (JsonObject) Json.parse(exchange.getRequestBody().readAllBytes());
    } catch (JsonException e) {
      throw new IOException("the client sends what is no JSON", e);
    }
  }

  @Override
  public void close() {
    keep();
    server.stop(0);
    threads.shutdownNow();
  }
}
