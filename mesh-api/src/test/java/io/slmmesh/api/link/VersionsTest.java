package io.slmmesh.api.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {
  @ParameterizedTest
  @CsvSource({
    "0.2.0, 0.1.9",
    "0.10.0, 0.9.0",
    "1.0.1, 1.0",
    "1.0.0, 1.0.0-rc1",
    "1.0.0-rc2, 1.0.0-rc1",
    "99999999999999999999.0, 1.0",
  })
  void leftIsNewerAndRightIsNot(String left, String right) {
    assertThat(Versions.newer(left, right)).isTrue();
    assertThat(Versions.newer(right, left)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.1.0, 0.1.0", "1.0, 1.0.0", "1.0.0-rc1, 1.0.0-rc1", "'', 0", "x, y"})
  void equalVersionsAreNeverNewer(String left, String right) {
    assertThat(Versions.newer(left, right)).isFalse();
    assertThat(Versions.newer(right, left)).isFalse();
  }
}
