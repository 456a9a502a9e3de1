package io.slmmesh.broker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticesTest {
  private static final String READ = "call mesh_events {\"action\":\"read\"}.";

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "0, 0, none",
        "1, 0, 1 unread message: call mesh_inbox.",
        "999, 0, 999 unread messages: call mesh_inbox.",
        "1000, 0, 1000 or more unread messages: call mesh_inbox.",
        "0, 1, 1 new event: READ",
        "0, 100, 100 or more new events: READ",
        "2, 3, 2 unread messages: call mesh_inbox. 3 new events: READ"
      })
  void theLineTellsHowMuchWaitsAndHowToGetIt(int unread, int pending, String line) {
    var notices = new Notices(peer -> unread, peer -> pending);
    assertThat(notices.of("anna").orElse(null))
        .isEqualTo(line == null ? null : line.replace("READ", READ));
  }
}
