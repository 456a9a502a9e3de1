package io.slmmesh.api.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelloTest {
  private static final Hello HELLO =
      new Hello(Hello.Face.MCP, "0.1.0", "ab12", 4711, 4700, "/src/app", null, Map.of());

  @Test
  void isTheLineOfTheContract() {
    Hello hello =
        new Hello(
            Hello.Face.MCP, "0.1.0", "ab12", 4711, 4700, "/src/app", "m-1", Map.of("AGENT", "x"));

    assertThat(new String(hello.encode(), UTF_8))
        .isEqualTo(
            "SLM-MESH/1 hello face=mcp version=0.1.0 session=ab12 pid=4711 ppid=4700"
                + " cwd=%2Fsrc%2Fapp memo=m-1 env.AGENT=x\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a b/ü/\n\t=%25", "/日本/🙂", "", "/A-z_0.9~:,+", "/%", "/\u0000\u007f"})
  void anyFolderComesBackUnchanged(String cwd) throws ProtocolException {
    Hello sent = new Hello(Hello.Face.DRAIN, "1", "s", 1, 2, cwd, cwd, Map.of("AI_AGENT", cwd));

    byte[] line = sent.encode();

    assertThat(new String(line, UTF_8)).matches("[-A-Za-z0-9._~:,+%=/ ]+\n");
    assertThat(Hello.decode(withoutNewline(line))).isEqualTo(sent);
  }

  @Test
  void variablesThatAreNotListedNeverPass() throws ProtocolException {
    assertThat(Hello.environmentOf(Map.of("CLAUDECODE", "1", "OPENAI_API_KEY", "secret")))
        .isEqualTo(Map.of("CLAUDECODE", "1"));
    String line = line(HELLO) + " env.OPENAI_API_KEY=secret env.AGENT=goose";
    assertThat(Hello.decode(line.getBytes(UTF_8)).environment())
        .isEqualTo(Map.of("AGENT", "goose"));
  }

  @Test
  void aVariableTooLongToBeANameIsLeftOut() {
    assertThat(Hello.environmentOf(Map.of("AGENT", "x".repeat(1025)))).isEmpty();
    assertThat(Hello.environmentOf(Map.of("AGENT", "x".repeat(1024)))).hasSize(1);
  }

  @Test
  void theFullestHelloFitsIntoTheFirstLine() {
    Map<String, String> full = new java.util.HashMap<>();
    for (String name : Hello.ENVIRONMENT) {
      full.put(name, "/".repeat(1024));
    }
    String cwd = "/".repeat(4096);

    assertThat(new Hello(Hello.Face.MCP, "0.1.0", "ab", 1, 1, cwd, "m", full).encode())
        .hasSizeLessThan(Hello.MAX_BYTES);
  }

  @Test
  void unknownKeysAreIgnored() throws ProtocolException {
    assertThat(Hello.decode((line(HELLO) + " colour=blue").getBytes(UTF_8))).isEqualTo(HELLO);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET / HTTP/1.1",
        "SLM-MESH/2 hello face=mcp version=1 session=s pid=1 ppid=1 cwd=x",
        "SLM-MESH/1 welcome face=mcp version=1 session=s pid=1 ppid=1 cwd=x",
        "SLM-MESH/1 hello",
        "SLM-MESH/1 hello face=cook version=1 session=s pid=1 ppid=1 cwd=x",
        "SLM-MESH/1 hello face=mcp version=1 session=s pid=x ppid=1 cwd=x",
        "SLM-MESH/1 hello face=mcp version=1 session=s pid=1 ppid=1 cwd=%2",
        "SLM-MESH/1 hello face=mcp version=1 session=s pid=1 ppid=1 cwd=%zz",
        "SLM-MESH/1 hello face=mcp version=1 session=s pid=1 ppid=1 cwd",
      })
  void whatIsNoHelloIsRefused(String line) {
    assertThatThrownBy(() -> Hello.decode(line.getBytes(UTF_8)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void welcomeAndRefusalComeBackUnchanged() throws ProtocolException {
    Welcome welcomed = new Welcome.Welcomed("0.1.0", "b-1", 4690, 15000);
    Welcome refused = new Welcome.Refused("busy", "too many sessions; close some = wait");

    assertThat(new String(welcomed.encode(), UTF_8))
        .isEqualTo("SLM-MESH/1 welcome version=0.1.0 broker=b-1 pid=4690 heartbeat=15000\n");
    assertThat(Welcome.decode(withoutNewline(welcomed.encode()))).isEqualTo(welcomed);
    assertThat(Welcome.decode(withoutNewline(refused.encode()))).isEqualTo(refused);
  }

  private static byte[] withoutNewline(byte[] line) {
    assertThat(line).endsWith('\n');
    return java.util.Arrays.copyOf(line, line.length - 1);
  }

  private static String line(Hello hello) {
    return new String(hello.encode(), UTF_8).strip();
  }
}
