package io.slmmesh.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class DurationsTest {
  private final Durations durations = new Durations();

  @ParameterizedTest
  @CsvSource({"30s, 30", "5m, 300", "2h, 7200", "90, 90", "0s, 0"})
  void timesHaveAUnitOrAreSeconds(String text, long seconds) {
    assertThat(durations.convert(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-5s", "1.5m", "5 m", "5d", "9999999999s", "1m30s"})
  void anythingElseIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> durations.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("30s");
  }
}
