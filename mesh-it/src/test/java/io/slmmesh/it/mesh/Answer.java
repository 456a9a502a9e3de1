package io.slmmesh.it.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * What came back for one request: the whole JSON-RPC message, and ways into it. {@code atNanos} is
 * when its line was read.
 */
public record Answer(JsonObject message, long atNanos) {

  public JsonObject result() {
    assertThat(message.members()).containsKey("result");
    return message.object("result");
  }

  public JsonObject error() {
    assertThat(message.members()).containsKey("error");
    return message.object("error");
  }

  public long errorCode() {
    return (Long) Objects.requireNonNull(error().get("code"));
  }

  public String errorText() {
    return Objects.requireNonNull(error().text("message"));
  }

  public boolean isToolError() {
    return Boolean.TRUE.equals(result().get("isError"));
  }

  /** The structured content of a tool that did what it was asked. */
  public JsonObject structured() {
    assertThat(isToolError()).as("refused: " + message).isFalse();
    return result().object("structuredContent");
  }

  /** What a tool that refused says. */
  public String refusal() {
    assertThat(isToolError()).as("not refused: " + message).isTrue();
    return texts().getFirst();
  }

  /** The text blocks of a tool's result. */
  public List<String> texts() {
    return objects(result(), "content").stream()
        .map(block -> Objects.requireNonNull(block.text("text")))
        .toList();
  }

  /** The last text block, where the notice stands. */
  public String closingLine() {
    return texts().getLast();
  }

  /** The objects of a list member; the empty list if there is none. */
  public static List<JsonObject> objects(JsonObject holder, String member) {
    return holder.get(member) instanceof List<?> list
        ? list.stream().map(JsonObject.class::cast).toList()
        : List.of();
  }

  /** A member of each object of a list member. */
  public static List<String> texts(JsonObject holder, String list, String member) {
    return objects(holder, list).stream()
        .map(object -> Objects.requireNonNull(object.text(member), member))
        .toList();
  }

  public static long number(JsonObject holder, String member) {
    return (Long) Objects.requireNonNull(holder.get(member), member);
  }
}
