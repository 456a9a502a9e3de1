package io.slmmesh.bench.row;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Bytes of what reaches a model before it has done anything: name, description, input schema. */
public final class Price implements Row {
  @Override
  public void measure(SystemUnderTest system, Figures figures) throws IOException {
    try (var ground = new Ground(system)) {
      Session session = ground.open();
      JsonObject result = session.ask("tools/list", JsonObject.EMPTY).message().object("result");
      double bytes = 0;
      if (result.get("tools") instanceof List<?> tools) {
        for (Object each : tools) {
          JsonObject tool = (JsonObject) each;
          bytes +=
              size(
                  JsonObject.of(
                      "name", tool.get("name"),
                      "description", tool.get("description"),
                      "inputSchema", tool.get("inputSchema")));
        }
      }
      figures.add("bytes of all tools for a model", "bytes", Goal.p50(7000), bytes);
    }
  }

  private static int size(JsonObject object) {
    return Json.text(object).getBytes(StandardCharsets.UTF_8).length;
  }
}
