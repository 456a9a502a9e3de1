package io.slmmesh.it.contract;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.api.operation.Operations;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The commands of a shell script, given as one name. */
public record ShellMember(Shell shell, String name) implements Member {
  public static ShellMember join(Mesh mesh, String name) {
    return new ShellMember(Shell.of(mesh).env("SLM_MESH_AS", name), name);
  }

  @Override
  public JsonObject ask(Operation<?, ?> operation, JsonObject input) {
    JsonObject answer = shell.run(words(operation, input).toArray(String[]::new)).json();
    return operation == Operations.PEERS ? withoutMe(answer) : answer;
  }

  /** Who looks from a shell is nobody, and sees everybody. */
  private JsonObject withoutMe(JsonObject answer) {
    return answer.with(
        "peers",
        Answer.objects(answer, "peers").stream()
            .filter(peer -> !name.equals(peer.text("name")))
            .toList());
  }

  private static List<String> words(Operation<?, ?> operation, JsonObject input) {
    var words = new Words(input);
    switch (operation.name()) {
      case "peer.list" -> words.add("peers").option("--scope", "scope");
      case "peer.summary" -> words.add("summary", "--").argument("summary");
      case "message.send" -> send(words, input);
      case "message.inbox" ->
          words
              .add("inbox")
              .flag("--peek", "peek")
              .flag("--sent", "sent")
              .flag("--all", "filter")
              .option("--from", "from")
              .option("--limit", "limit");
      case "state" ->
          words
              .add("state")
              .argument("action")
              .option("--namespace", "namespace")
              .add("--")
              .argument("key")
              .argument("value");
      case "lock" -> lock(words, input);
      case "event" ->
          words.add("events", "list").option("--types", "types").option("--since", "since");
      case "status" -> words.add("status");
      default -> throw new IllegalArgumentException(operation.name());
    }
    return words.list();
  }

  private static void send(Words words, JsonObject input) {
    if ("all".equals(input.get("to"))) {
      words.add("broadcast").option("--type", "type").add("--").argument("message");
    } else {
      words.add("send").option("--type", "type").add("--").argument("to").argument("message");
    }
  }

  private static void lock(Words words, JsonObject input) {
    switch (Objects.requireNonNull(input.text("action"))) {
      case "lock" ->
          words.add("lock", "acquire").option("--reason", "reason").minutes("--ttl", "ttlMinutes");
      case "unlock" -> words.add("lock", "release");
      default -> words.add("lock", "list");
    }
    words.argument("filePath");
  }

  /** A command in the making; what the input does not have is left out. */
  private record Words(JsonObject input, List<String> list) {
    Words(JsonObject input) {
      this(input, new ArrayList<>(List.of("--json")));
    }

    Words add(String... words) {
      list.addAll(List.of(words));
      return this;
    }

    Words argument(String member) {
      return input.has(member) ? add(text(member)) : this;
    }

    Words option(String option, String member) {
      return input.has(member) ? add(option, text(member)) : this;
    }

    Words minutes(String option, String member) {
      return input.has(member) ? add(option, text(member) + "m") : this;
    }

    Words flag(String option, String member) {
      return input.has(member) ? add(option) : this;
    }

    private String text(String member) {
      return input.get(member) instanceof List<?> list
          ? String.join(",", list.stream().map(String::valueOf).toList())
          : String.valueOf(input.get(member));
    }
  }
}
