package io.slmmesh.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CliTest {
  @Test
  void versionIsThatOfTheBuild() {
    Ran ran = Ran.words("version");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).matches("\\d+\\.\\d+\\.\\d+\\S*\n");
  }
}
