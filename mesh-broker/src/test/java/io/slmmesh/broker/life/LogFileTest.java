package io.slmmesh.broker.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.link.RuntimeDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class LogFileTest {
  private final Logger root = Logger.getLogger("");
  private final List<Handler> before = List.of(root.getHandlers());

  @TempDir Path temp;

  @BeforeEach
  void closeToOthers() throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterEach
  void logAsBefore() {
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
      handler.close();
    }
    before.forEach(root::addHandler);
  }

  @Test
  void theLogIsWhereTheDataDirectorySaysAlsoWithAPercentSignInItsName() throws IOException {
    for (String name : List.of("plain", "100%tidy %g")) {
      RuntimeDir dir = RuntimeDir.open(Map.of(RuntimeDir.VARIABLE, temp.resolve(name).toString()));
      LogFile.open(dir.log());
      LoggerFactory.getLogger(LogFileTest.class).info("written to {}", name);

      assertThat(Files.readAllLines(dir.log()))
          .singleElement()
          .satisfies(line ->
              assertThat(Json.object(line).text("message")).isEqualTo("written to " + name));
      logAsBefore();
    }
  }
}
