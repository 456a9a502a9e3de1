package io.slmmesh.cli.doctor;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.setup.Client;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How a client starts its servers and talks to them, as far as it was seen.
 *
 * @param version the version in which that was seen, by a run of the real program; empty if none
 *     was run
 * @param revision the revision of MCP that it speaks
 * @param name how it calls itself
 * @param environment what it sets for its servers; the values stand for others of their kind
 * @param meta what it adds to a call
 */
record Contract(
    String version,
    String revision,
    String name,
    Map<String, String> environment,
    JsonObject meta) {
  private static final String STATELESS = "2026-07-28";

  /** The id of a session, where clients have one. */
  static final String SESSION = "01234567-89ab-4def-8123-456789abcdef";

  static Contract of(Client client) {
    return switch (client) {
      case CLAUDE_CODE ->
          seen("2.1.330", STATELESS, "claude-code")
              .in("CLAUDECODE", "1", "CLAUDE_CODE_SESSION_ID", SESSION);
      case CODEX ->
          seen("0.169.0", "2025-06-18", "codex-mcp-client")
              .adding(JsonObject.of("threadId", SESSION));
      case GEMINI -> seen("0.61.0", "2025-06-18", "gemini-cli-mcp-client").in("GEMINI_CLI", "1");
      case OPENCODE -> seen("1.18.33", "2025-11-25", "opencode").in("OPENCODE", "1", "AGENT", "1");
      case QWEN ->
          seen("0.24.4", "2025-11-25", "qwen-cli-mcp-client")
              .in("QWEN_CODE_CLI", "1", "QWEN_CODE_SESSION_ID", SESSION);
      case CURSOR -> told("cursor-vscode");
      case VS_CODE -> told("Visual Studio Code");
      case COPILOT -> told("github-copilot-developer");
      case DEVIN -> told("devin");
      case WINDSURF -> told("windsurf-client");
      case ANTIGRAVITY -> told("antigravity-client");
      case ZED -> told("Zed");
      case CLINE, CLINE_CLI -> told("Cline");
      case AIDER -> throw new IllegalArgumentException("speaks no MCP");
    };
  }

  private static Contract seen(String version, String revision, String name) {
    return new Contract(version, revision, name, Map.of(), JsonObject.EMPTY);
  }

  /** Of a client that was not run: its name is known, the rest is what most do. */
  private static Contract told(String name) {
    return seen("", "2025-06-18", name);
  }

  private Contract in(String one, String value, String other, String itsValue) {
    return new Contract(version, revision, name, Map.of(one, value, other, itsValue), meta);
  }

  private Contract in(String one, String value) {
    return new Contract(version, revision, name, Map.of(one, value), meta);
  }

  private Contract adding(JsonObject more) {
    return new Contract(version, revision, name, environment, more);
  }

  boolean isStateless() {
    return revision.equals(STATELESS);
  }

  /** What the mesh must take it for. */
  String type(Client client) {
    return client == Client.CLINE_CLI ? Client.CLINE.label() : client.label();
  }

  /** What it sends with every request beside the parameters. */
  JsonObject everyMeta() {
    return isStateless()
        ? meta.with("io.modelcontextprotocol/protocolVersion", revision)
            .with("io.modelcontextprotocol/clientCapabilities", JsonObject.EMPTY)
            .with(
                "io.modelcontextprotocol/clientInfo",
                JsonObject.of("name", name, "version", version))
        : meta;
  }

  /** Clients whose real program was run. */
  static List<Client> seen() {
    return Arrays.stream(Client.values())
        .filter(client -> client.speaksMcp() && !of(client).version().isEmpty())
        .toList();
  }
}
