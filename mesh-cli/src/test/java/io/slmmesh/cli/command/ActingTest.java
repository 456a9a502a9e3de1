package io.slmmesh.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.peer.RegisterPeer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActingTest {
  @ParameterizedTest
  @CsvSource({
    "varun, varun",
    "Domain\\user, Domain-user",
    ".hidden, hidden",
    "jürgen.k, j-rgen.k",
    "all, user",
    "'', user",
    "汉字, user",
    "0123456789012345678901234567890123456789tail, 0123456789012345678901234567890123456789",
  })
  void everyUserHasANameThatTheMeshTakes(String user, String name) {
    assertThat(Acting.fitting(user)).isEqualTo(name);
    RegisterPeer.checkName(Acting.fitting(user));
  }
}
