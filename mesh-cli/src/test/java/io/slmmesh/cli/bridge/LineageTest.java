package io.slmmesh.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineageTest {
  @ParameterizedTest
  @ValueSource(strings = {"java", "a b", "x) S 1 (y", ")"})
  void theNameOfTheProgramDoesNotMatter(String name) {
    assertThat(Lineage.parse("4711 (" + name + ") S 4700 4711 1 0"))
        .isEqualTo(new Lineage(4711, 4700));
  }

  @Test
  void itIsThisProcessAndItsParent() {
    ProcessHandle self = ProcessHandle.current();

    assertThat(Lineage.now()).isEqualTo(new Lineage(self.pid(), self.parent().orElseThrow().pid()));
  }
}
