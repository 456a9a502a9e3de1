package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The table of {@code docs/clients.md}. A sighting must be what it says; {@code
 * -Dclients.update=true} writes it instead.
 */
public final class ClientsPage {
  private static final Path PAGE = Path.of("../docs/clients.md");
  private static final String BEGIN = "<!-- seen -->\n";
  private static final String END = "<!-- end of seen -->\n";

  private ClientsPage() {}

  public static void tells(Sighting seen) {
    try {
      String page = Files.readString(PAGE);
      int from = page.indexOf(BEGIN) + BEGIN.length();
      int to = page.indexOf(END);
      String table = page.substring(from, to);
      if (Boolean.getBoolean("clients.update")) {
        Files.writeString(PAGE, page.substring(0, from) + with(seen, table) + page.substring(to));
      } else {
        assertThat(table).as("docs/clients.md").contains(seen.row());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The table with this row in place of the client's old one, in the order of the clients. */
  private static String with(Sighting seen, String table) {
    return Client.ALL.stream()
        .map(client -> client.title().equals(seen.client()) ? seen.row() : row(client, table))
        .collect(Collectors.joining("", Sighting.HEAD, ""));
  }

  private static String row(Client client, String table) {
    return Arrays.stream(table.split("(?<=\n)"))
        .filter(row -> row.startsWith("| " + client.title() + " |"))
        .findFirst()
        .orElse("");
  }
}
