package io.slmmesh.it.mesh;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands where a host listens for messages to its session, and keeps what it was given. */
public final class HostSocket implements AutoCloseable {
  private final Path path;
  private final ServerSocketChannel server;
  private final List<JsonObject> lines = new CopyOnWriteArrayList<>();

  public HostSocket(Path path) {
    this.path = path;
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread _ = Thread.startVirtualThread(this::listen);
  }

  private void listen() {
    try {
      while (true) {
        try (SocketChannel channel = server.accept();
            var reader = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
          reader.lines().map(Json::object).forEach(lines::add);
        }
      }
    } catch (IOException | UncheckedIOException closed) {
      return;
    }
  }

  public Path path() {
    return path;
  }

  /** Lines of one type, in the order in which they came. */
  public List<JsonObject> lines(String type) {
    return lines.stream().filter(line -> type.equals(line.text("type"))).toList();
  }

  /** What the session's model would read. */
  public List<String> texts() {
    return lines("user").stream()
        .map(line -> String.valueOf(line.object("message").text("content")))
        .toList();
  }

  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
