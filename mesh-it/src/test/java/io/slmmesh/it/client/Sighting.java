package io.slmmesh.it.client;

import io.slmmesh.api.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What was seen of a client in one run: a row of {@code docs/clients.md}. */
public record Sighting(
    String client,
    String version,
    String era,
    String tools,
    boolean messageArrived,
    String denied,
    String joined,
    String woken,
    String setUp) {
  static final String HEAD =
      """
      | client | version | MCP | mesh tools | a message reaches the model by `mesh_inbox` | an edit of a locked file is denied | a message joins a running turn | a message wakes an idle session | set up and undone by `setup` |
      |---|---|---|---|---|---|---|---|---|
      """;

  String row() {
    return "| %s | %s | %s | %s | %s | %s | %s | %s | %s |\n"
        .formatted(
            client,
            version,
            era,
            tools,
            messageArrived ? "yes" : "no",
            denied,
            joined,
            woken,
            setUp);
  }

  /** The revision of MCP in which a client calls tools, and how it came to it. */
  public static String era(List<JsonObject> said) {
    Optional<String> stateless =
        said.stream()
            .filter(message -> "tools/call".equals(message.text("method")))
            .map(message -> message.object("params").object("_meta"))
            .flatMap(
                meta -> Stream.ofNullable(meta.text("io.modelcontextprotocol/protocolVersion")))
            .findFirst();
    return stateless
        .map(version -> version + ", stateless")
        .orElseGet(() -> initialized(said) + ", `initialize`");
  }

  private static String initialized(List<JsonObject> said) {
    return said.stream()
        .filter(message -> "initialize".equals(message.text("method")))
        .map(message -> String.valueOf(message.object("params").text("protocolVersion")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("neither era in " + said));
  }
}
