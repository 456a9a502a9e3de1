package io.slmmesh.it.mesh;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An agent that others try to act as. */
public record Victim(String id, String name) {
  private static final List<String> ABOUT =
      List.of(
          "SELECT * FROM peers WHERE id = ?1",
          "SELECT * FROM peer_keys WHERE peer_id = ?1",
          "SELECT * FROM messages WHERE from_peer = ?1 OR to_peer = ?1 ORDER BY seq",
          "SELECT * FROM state WHERE updated_by = ?1 ORDER BY namespace, key",
          "SELECT * FROM locks WHERE holder = ?1 ORDER BY token",
          "SELECT * FROM subscriptions WHERE peer_id = ?1",
          "SELECT * FROM events WHERE emitted_by = ?1 ORDER BY seq");

  /** All that the database says of the agent. */
  public List<String> traces(Mesh mesh) {
    return ABOUT.stream().flatMap(query -> Rows.of(mesh, query, id).stream()).toList();
  }

  /** Ways to write who it is. */
  public List<String> spellings() {
    return Stream.of(
            id,
            name,
            id.toUpperCase(Locale.ROOT),
            name.toUpperCase(Locale.ROOT),
            " " + name + " ",
            "\t" + id,
            name + "\0",
            "@" + name)
        .toList();
  }
}
