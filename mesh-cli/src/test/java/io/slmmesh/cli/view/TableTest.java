package io.slmmesh.cli.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
  private static List<String> shown(Table table, int width, boolean colours) {
    var out = new ByteArrayOutputStream();
    var screen = new Screen(new PrintStream(out, true, UTF_8), System.err, colours, () -> width);
    screen.table(table);
    screen.flush();
    return out.toString(UTF_8).lines().toList();
  }

  private static Table peers() {
    return new Table(1, "NAME", "DIRECTORY", "SUMMARY")
        .row(
            Text.bold("kipu"),
            Text.of("/home/me/src/a-rather-long-project-name/module"),
            Text.of("writing the parser of the new configuration language, then its tests"))
        .row(Text.bold("zo"), Text.of("/src"), Text.of("世界 wide"));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 100, 200})
  void noLineIsWiderThanTheTerminal(int width) {
    assertThat(shown(peers(), width, false))
        .hasSize(3)
        .allSatisfy(line -> assertThat(Width.of(line)).isLessThanOrEqualTo(width));
  }

  @Test
  void aPathKeepsItsEndAndATextItsBeginning() {
    assertThat(shown(peers(), 60, false).get(1))
        .startsWith("kipu  …")
        .contains("project-name/module")
        .contains("writing the")
        .endsWith("…");
  }

  @Test
  void whatFitsIsNotCut() {
    assertThat(shown(peers(), 200, false))
        .noneMatch(line -> line.contains("…"))
        .noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void columnsStandUnderEachOther() {
    List<String> lines =
        shown(new Table(-1, "A", "B").row(Text.of("long"), Text.of("x")), 80, false);

    assertThat(lines).containsExactly("A     B", "long  x");
  }

  @Test
  void onlyOurOwnEscapesAreWritten() {
    Table table = new Table(-1, "A").row(Text.bold("x\u001b[2Jy"));

    assertThat(shown(table, 80, true)).last().isEqualTo("\u001b[1mx\\x1b[2Jy\u001b[0m");
    assertThat(shown(table, 80, false)).last().isEqualTo("x\\x1b[2Jy");
  }
}
