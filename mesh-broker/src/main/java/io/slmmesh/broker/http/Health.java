package io.slmmesh.broker.http;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;

/** {@code GET /health}: that it is us, and no more. */
final class Health implements Route {
  @Override
  public void serve(Exchange exchange, Principal principal) throws IOException {
    exchange.reply(
        200,
        Json.text(
            JsonObject.of(
                "ok", true, "status", "ok", "product", "slm-mesh", "version", Version.VALUE)));
  }
}
