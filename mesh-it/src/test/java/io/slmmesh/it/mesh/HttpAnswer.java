package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An answer of the HTTP face; the names of its headers are in lower case. */
public record HttpAnswer(int status, Map<String, List<String>> headers, byte[] body) {

  /** A header that stands there once at most. */
  public @Nullable String header(String name) {
    List<String> values = headers.getOrDefault(name, List.of());
    assertThat(values).as(name).hasSizeLessThanOrEqualTo(1);
    return values.isEmpty() ? null : values.getFirst();
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public JsonObject json() {
    try {
      if (Json.parse(body) instanceof JsonObject object) {
        return object;
      }
    } catch (JsonException e) {
      throw new AssertionError("not JSON: " + this, e);
    }
    throw new AssertionError("not an object: " + this);
  }

  /** What a call that went well gave. */
  public JsonObject ok() {
    assertThat(status).as(toString()).isEqualTo(200);
    JsonObject json = json();
    assertThat(json.get("ok")).as(toString()).isEqualTo(true);
    return json;
  }

  /** What a call that is refused in this way says. */
  public JsonObject refused(int expected, String code) {
    assertThat(status).as(toString()).isEqualTo(expected);
    JsonObject json = json();
    assertThat(json.get("ok")).as(toString()).isEqualTo(false);
    assertThat(json.text("code")).as(toString()).isEqualTo(code);
    assertThat(json.text("error")).as(toString()).isNotBlank();
    return json;
  }

  @Override
  public String toString() {
    return status + " " + headers + " " + text();
  }
}
