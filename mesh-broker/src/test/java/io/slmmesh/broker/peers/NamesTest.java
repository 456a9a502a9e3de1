package io.slmmesh.broker.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {
  private final Names names = new Names();

  @Test
  void namesAreUniqueShortAndPronounceable() {
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < 3000; i++) {
      String name = names.next(taken::contains);
      assertThat(taken.add(name)).as("%s is new", name).isTrue();
      assertThat(name).matches("([bdfgklmnprstvz][aeiou]){2,4}");
    }
    assertThat(taken).doesNotContain("nazi", "puta", "pipi");
    assertThat(taken.stream().filter(name -> name.length() == 4)).hasSizeGreaterThan(1500);
  }

  @Test
  void whenAllShortNamesAreTakenTheyGrow() {
    assertThat(names.next(name -> name.length() < 8)).hasSize(8);
  }
}
