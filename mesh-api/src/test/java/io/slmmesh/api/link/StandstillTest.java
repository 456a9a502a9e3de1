package io.slmmesh.api.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandstillTest {
  /** Holds a lock in a process of its own, as a broker does, until its stdin ends. */
  public static final class Holder {
    public static void main(String[] file) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(file[0]), StandardOpenOption.WRITE)) {
        System.out.println(channel.tryLock() != null);
        int _ = System.in.read();
      }
    }
  }

  @TempDir Path temp;
  private RuntimeDir dir;

  @BeforeEach
  void openDirectory() throws LinkException {
    dir = RuntimeDir.open(Map.of(RuntimeDir.VARIABLE, temp.resolve("mesh").toString()));
  }

  @Test
  void whileItIsHeldNobodyStartsABroker() throws IOException {
    try (Standstill standstill = Standstill.take(dir)) {
      assertThat(standstill).isNotNull();
      assertThat(BrokerStart.begin(dir)).isNull();
    }
    try (BrokerStart start = BrokerStart.begin(dir)) {
      assertThat(start).isNotNull();
      assertThat(Standstill.take(dir)).isNull();
    }
  }

  @Test
  void thereIsNoneWhileABrokerLives() throws Exception {
    RuntimeDir.createPrivately(dir.brokerLock());
    Process broker = holding(dir.brokerLock());
    try {
      assertThat(Standstill.take(dir)).isNull();
      // Looking has not disturbed the broker's lock, and has given the other one back.
      assertThat(Standstill.take(dir)).isNull();
      try (BrokerStart start = BrokerStart.begin(dir)) {
        assertThat(start).isNotNull();
      }
    } finally {
      broker.getOutputStream().close();
      assertThat(broker.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    try (Standstill standstill = Standstill.take(dir)) {
      assertThat(standstill).isNotNull();
    }
  }

  private static Process holding(Path file) throws IOException {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(holder.inputReader().readLine()).isEqualTo("true");
    return holder;
  }
}
