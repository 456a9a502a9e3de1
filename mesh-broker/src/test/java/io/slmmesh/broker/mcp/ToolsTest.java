package io.slmmesh.broker.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.json.Schemas;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.broker.docs.Golden;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a model reads of us is a contract and has a price. */
class ToolsTest {
  @Test
  void theEightToolsKeepTheirNamesAndOrder() {
    assertThat(Operations.ALL)
        .extracting(Operation::tool)
        .containsExactly(
            "mesh_peers",
            "mesh_summary",
            "mesh_send",
            "mesh_inbox",
            "mesh_state",
            "mesh_lock",
            "mesh_events",
            "mesh_status");
  }

  @Test
  void whatAModelReadsIsAsCommitted() throws IOException {
    List<String> tools =
        Operations.ALL.stream().map(operation -> Json.text(Tools.describe(operation))).toList();
    Golden.check(
        "mesh-broker/src/test/resources/golden/tools.json",
        "{\"instructions\":"
            + Json.text(Tools.INSTRUCTIONS)
            + ",\n\"tools\":[\n"
            + String.join(",\n", tools)
            + "\n]}\n");
  }

  @Test
  void allToolsAndInstructionsTakeAtMostSevenKilobytes() {
    int bytes = Tools.INSTRUCTIONS.getBytes(UTF_8).length;
    for (Operation<?, ?> operation : Operations.ALL) {
      bytes +=
          Json.text(
                  JsonObject.of(
                      "name",
                      operation.tool(),
                      "description",
                      operation.says(),
                      "inputSchema",
                      Schemas.input(operation.input())))
              .getBytes(UTF_8)
              .length;
    }
    assertThat(bytes).isLessThanOrEqualTo(7 * 1024);
  }

  @Test
  void noDescriptionIsLongerThanClientsKeep() {
    assertThat(Tools.INSTRUCTIONS).hasSizeLessThanOrEqualTo(512);
    assertThat(Operations.ALL)
        .allSatisfy(operation ->
            assertThat(operation.says().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(400));
  }
}
