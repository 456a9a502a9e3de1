package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Launch;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A damaged page costs what stood on it, and is told. */
class DamagedDatabaseIT {
  private static final int PAGE = 4096;
  private static final byte LEAF_OF_A_TABLE = 13;

  private final Mesh mesh = Mesh.create().set("SLM_MESH_IDLE_MS", 300).expectTrouble();

  @AfterEach
  void end() {
    mesh.close();
  }

  private Launch ann() {
    return mesh.agent().client("claude-code").env("CLAUDE_CODE_SESSION_ID", "ann");
  }

  @Test
  void whoComesBackIsItselfAndFindsItsMail() throws IOException {
    Agent ann = ann().start();
    Agent bob = mesh.agent().start();
    String id = ann.id();
    String name = ann.name();
    List<String> sent = IntStream.range(0, 40).mapToObj(i -> "message " + i).toList();
    sent.forEach(text -> bob.tool("mesh_send", "to", name, "message", text));
    long token = fencingToken(bob);
    ann.close();
    bob.close();
    mesh.awaitNoBroker();
    byte[] damaged = damageEventLog();

    Agent back = ann().start();

    JsonObject status = back.tool("mesh_status");
    assertThat(status.object("self").text("id")).isEqualTo(id);
    assertThat(status.object("self").text("name")).isEqualTo(name);
    assertThat(status.object("lastStop").text("reason"))
        .contains("the database was damaged", "2 agents, 40 messages");
    assertThat(back.mail()).isEqualTo(sent);
    assertThat(fencingToken(back)).isGreaterThan(token);
    try (Stream<Path> files = Files.list(mesh.data())) {
      assertThat(files.filter(file -> file.toString().matches(".*damaged-[0-9]+")))
          .singleElement()
          .satisfies(kept -> assertThat(kept).hasBinaryContent(damaged));
    }
    assertThat(mesh.log()).anyMatch(line -> line.contains("40 messages"));
  }

  private static long fencingToken(Agent agent) {
    Object token =
        agent
            .tool("mesh_lock", "action", "lock", "filePath", "file")
            .object("lock")
            .get("fencingToken");
    return (Long) token;
  }

  /** Returns the file as it is now. The mark makes the next broker look before it is used. */
  private byte[] damageEventLog() throws IOException {
    Path file = mesh.data().resolve("mesh.db");
    byte[] bytes = Files.readAllBytes(file);
    byte[] sign = "message_sent".getBytes(StandardCharsets.UTF_8);
    int hit = 0;
    for (int start = PAGE; start < bytes.length; start += PAGE) {
      byte[] page = Arrays.copyOfRange(bytes, start, start + PAGE);
      if (page[0] == LEAF_OF_A_TABLE && contains(page, sign)) {
        Arrays.fill(bytes, start, start + 8, (byte) 0x5a);
        hit++;
      }
    }
    assertThat(hit).as("pages of the event log").isPositive();
    Files.write(file, bytes);
    Files.createFile(mesh.data().resolve("mesh.db.suspect"));
    return bytes;
  }

  private static boolean contains(byte[] page, byte[] sign) {
    return IntStream.rangeClosed(0, page.length - sign.length)
        .anyMatch(at -> Arrays.equals(page, at, at + sign.length, sign, 0, sign.length));
  }
}
