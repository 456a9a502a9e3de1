package io.slmmesh.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.error.ErrorCode;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExitTest {
  /** A new code of the mesh must be given its ending here, on purpose. */
  @Test
  void everyCodeOfTheMeshHasItsEnding() {
    Map<String, Integer> endings = new TreeMap<>();
    for (ErrorCode code : ErrorCode.values()) {
      String word = code.name().toLowerCase(Locale.ROOT);
      endings.put(word, Exit.of(word).code());
    }

    assertThat(endings)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "invalid_argument", 2,
                "unauthorized", 1,
                "forbidden", 1,
                "not_found", 1,
                "conflict", 1,
                "too_large", 1,
                "rate_limited", 4,
                "unavailable", 4,
                "storage_full", 4,
                "internal", 70));
  }
}
