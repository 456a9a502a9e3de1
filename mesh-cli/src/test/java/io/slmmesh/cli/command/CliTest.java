package io.slmmesh.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CliTest {
  private static final List<String> PAGES =
      List.of(
          "",
          "status",
          "peers",
          "send",
          "broadcast",
          "inbox",
          "history",
          "summary",
          "state",
          "state get",
          "state set",
          "state list",
          "state delete",
          "state watch",
          "lock",
          "lock acquire",
          "lock release",
          "lock list",
          "lock run",
          "events",
          "events list",
          "events follow",
          "start",
          "stop",
          "setup",
          "doctor",
          "clean",
          "token",
          "token path",
          "token show",
          "token rotate",
          "demo",
          "mcp",
          "broker",
          "completion",
          "version",
          "help");

  @Test
  void versionIsThatOfTheBuild() {
    Ran ran = Ran.words("version");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).matches("\\d+\\.\\d+\\.\\d+\\S*\n");
    assertThat(Ran.words("--version").out()).isEqualTo(ran.out());
  }

  @ParameterizedTest
  @CsvSource({
    "staus, status",
    "sned kipu hi, send",
    "lock aquire a.c, acquire",
    "state gte key, get",
    "inbox --wiat 5s, --wait",
    "status --jsno, --json",
    "help lokc, lock",
  })
  void anUnknownWordEndsWithUsageAndASuggestion(String words, String meant) {
    Ran ran = Ran.words(words);

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err().lines())
        .singleElement()
        .asString()
        .startsWith("slm-mesh: ")
        .contains("(did you mean " + meant + "?)")
        .contains("--help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fly",
        "send",
        "send kipu",
        "lock",
        "lock acquire",
        "state",
        "status now",
        "mcp now",
        "broker now",
        "inbox --wait",
        "inbox --wait soon",
        "inbox --limit many",
        "inbox --all --wait 5s",
        "completion fish",
        "demo --json",
      })
  void aCommandThatCannotBeUnderstoodEndsWithUsageInOneLineAndCode2(String words) {
    Ran ran = Ran.words(words);

    assertThat(ran.code()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err().lines()).singleElement().asString().startsWith("slm-mesh: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--json fly", "fly --json", "send --json", "lock --json"})
  void programsAreToldOfMisuseAsJsonToo(String words) {
    Ran ran = Ran.words(words);

    JsonObject told = Json.object(ran.out());
    assertThat(ran.code()).isEqualTo(2);
    assertThat(told.get("ok")).isEqualTo(false);
    assertThat(told.text("code")).isEqualTo("usage");
    assertThat(ran.err()).isEqualTo("slm-mesh: " + told.text("error") + "\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"status", "doctor", "stop", "clean", "token path", "fly"})
  void whatOnlyLooksMakesNoDirectory(String words, @TempDir Path place) {
    Path data = place.resolve("data");

    Ran ran = Ran.in(Map.of("SLM_MESH_DATA_DIR", data.toString(), "PATH", ""), words.split(" "));

    assertThat(ran.err() + ran.out()).isNotEmpty();
    assertThat(Files.exists(data)).isFalse();
  }

  @Test
  void statusWithoutABrokerEndsWith3AndSaysWhatToDo(@TempDir Path place) {
    Map<String, String> environment = Map.of("SLM_MESH_DATA_DIR", place.resolve("d").toString());

    Ran ran = Ran.in(environment, "status", "--json");

    assertThat(ran.code()).isEqualTo(3);
    assertThat(ran.err()).isEqualTo("slm-mesh: " + Json.object(ran.out()).text("error") + "\n");
    assertThat(ran.err()).contains("slm-mesh start");
    assertThat(Json.object(ran.out()).text("code")).isEqualTo("broker_unreachable");
  }

  @Test
  void aDirectoryThatMustNotBeUsedEndsWith78(@TempDir Path place) throws IOException {
    Path file = Files.writeString(place.resolve("file"), "mine");

    Ran ran = Ran.in(Map.of("SLM_MESH_DATA_DIR", file.toString()), "status", "--json");

    assertThat(ran.code()).isEqualTo(78);
    assertThat(Json.object(ran.out()).text("code")).isEqualTo("configuration");
    assertThat(ran.err()).contains(file.toString());
  }

  @Test
  void everyWordHasItsPageWithAnExample() throws IOException {
    var pages = new StringBuilder();
    for (String words : PAGES) {
      Ran page = Ran.words((words + " --help").strip());
      assertThat(page.code()).as(words).isZero();
      assertThat(page.out()).as(words).contains("Examples:").contains("--json");
      assertThat(page.out()).isEqualTo(Ran.words(("help " + words).strip()).out());
      assertThat(page.out().lines().allMatch(line -> line.length() <= 80)).as(page.out()).isTrue();
      pages
          .append("$ slm-mesh ")
          .append((words + " --help").strip())
          .append('\n')
          .append(page.out());
      pages.append('\n');
    }

    Golden.check("help.txt", pages.toString());
  }

  @Test
  void theManPageTellsOfEveryWordAndExitCode() {
    String page = Ran.words("completion man").out();

    assertThat(PAGES.stream().filter(words -> !words.isEmpty()))
        .allSatisfy(words -> assertThat(page).contains(".SS slm\\-mesh " + words));
    for (Exit exit : Exit.values()) {
      assertThat(page).contains(".B " + exit.code() + "\n");
    }
  }

  @Test
  void theCompletionKnowsEveryWord() {
    String script = Ran.words("completion bash").out();

    assertThat(PAGES.stream().filter(words -> !words.isEmpty()))
        .allSatisfy(
            words -> assertThat(script).contains(words.substring(words.lastIndexOf(' ') + 1)));
    assertThat(Ran.words("completion zsh").out()).isEqualTo(script).contains("bashcompinit");
    assertThat(script).doesNotContain("rehearse");
  }
}
