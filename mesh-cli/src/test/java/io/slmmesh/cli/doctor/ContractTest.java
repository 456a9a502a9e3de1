package io.slmmesh.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.cli.setup.Client;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContractTest {
  /** The table there is written by the runs. */
  @Test
  void whatIsSaidToHaveBeenRunIsWhatTheDocsSay() throws Exception {
    List<String> rows =
        Files.readAllLines(Path.of("../docs/clients.md")).stream()
            .filter(line -> line.startsWith("| "))
            .toList();

    for (Client client : Contract.seen()) {
      Contract contract = Contract.of(client);
      assertThat(rows)
          .as(client.title())
          .anyMatch(row ->
              row.startsWith("| " + client.title())
                  && row.contains("| " + contract.version() + " | " + contract.revision() + ", "));
    }
    assertThat(Contract.seen())
        .containsExactly(
            Client.CLAUDE_CODE, Client.CODEX, Client.GEMINI, Client.OPENCODE, Client.QWEN);
  }
}
