package io.slmmesh.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgoTest {
  private final Ago ago = new Ago(Instant.parse("2026-11-23T12:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T11:59:59.500Z, now",
    "2026-11-23T11:59:48Z, 12 s ago",
    "2026-11-23T11:57:01Z, 2 m ago",
    "2026-11-23T09:00:00Z, 3 h ago",
    "2026-11-18T12:00:00Z, 5 d ago",
    "2026-11-23T12:09:59.600Z, in 10 m",
    "2026-11-23T12:00:30Z, in 30 s",
  })
  void timesAreSaidInTheirLargestUnit(String time, String said) {
    assertThat(ago.of(time)).isEqualTo(said);
  }

  @Test
  void whatIsNoTimeIsShownAsItIs() {
    assertThat(ago.of("soon")).isEqualTo("soon");
    assertThat(ago.of((String) null)).isEmpty();
  }
}
