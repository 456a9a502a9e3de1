package io.slmmesh.cli.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.link.LineReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final int MEBIBYTE = 1 << 20;

  private final Session session = new Session();

  private void add(int bytes) throws IOException {
    byte[] line = new byte[bytes];
    session.add(
        LineReader.clipping(Channels.newChannel(new ByteArrayInputStream(line)), MEBIBYTE).next());
  }

  @Test
  void thereIsRoomUntilTwoMebibytesAreHeldAndAgainWhenALineIsSettled() throws Exception {
    add(MEBIBYTE);
    add(MEBIBYTE - 1);
    assertThat(session.awaitRoom(1)).isTrue();
    add(1);
    assertThat(session.awaitRoom(1)).isFalse();
    session.finished(3);
    assertThat(session.awaitRoom(1)).isTrue();
  }

  @Test
  void aSessionThatEndsWaitsForNoRoom() throws Exception {
    add(MEBIBYTE);
    add(MEBIBYTE);
    session.exit(0);
    assertThat(session.awaitRoom(60_000)).isFalse();
  }
}
