package io.slmmesh.bench.suite;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkout of louislva/claude-peers-mcp with what it depends on; {@code bun} must be in the path.
 */
public record ClaudePeers(Path checkout) implements SystemUnderTest {
  private static final Set<String> ROWS = Set.of("starts", "memory", "calls", "price");
  private static final Pattern PEER = Pattern.compile("(?m)^(\\w+) +PID:(\\d+) ");

  @Override
  public String name() {
    return "claude-peers";
  }

  @Override
  public boolean can(String row) {
    return ROWS.contains(row);
  }

  @Override
  public void prepare() {}

  private ProcessBuilder run(Ground ground, String script, String... words) {
    return ground
        .process(
            Words.of("bun", checkout.resolve(script).toString(), words),
            Map.of("CLAUDE_PEERS_PORT", Integer.toString(ground.port())))
        .redirectError(Redirect.DISCARD);
  }

  @Override
  public ProcessBuilder session(Ground ground) {
    return run(ground, "server.ts");
  }

  @Override
  public List<Long> shared(Ground ground) {
    return Processes.having(
        checkout.resolve("broker.ts").toString(), "CLAUDE_PEERS_PORT=" + ground.port());
  }

  @Override
  public String address(Ground ground, Session session) throws IOException {
    byte[] listed = Words.output(run(ground, "cli.ts", "peers"));
    Matcher peer = PEER.matcher(new String(listed, StandardCharsets.UTF_8));
    while (peer.find()) {
      if (Long.parseLong(peer.group(2)) == session.pid()) {
        return peer.group(1);
      }
    }
    throw new IOException("the session is not listed");
  }

  @Override
  public Duration endsAfterItsInput() {
    return Duration.ZERO;
  }

  @Override
  public ToolCall read() {
    return ToolCall.of("list_peers", "scope", "machine");
  }

  @Override
  public ToolCall send(String to, String text) {
    return ToolCall.of("send_message", "to_id", to, "message", text);
  }

  @Override
  public ToolCall receive(int waitSeconds) {
    return ToolCall.of("check_messages");
  }
}
