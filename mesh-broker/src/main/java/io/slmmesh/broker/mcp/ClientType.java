package io.slmmesh.broker.mcp;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what client an agent runs in. What the client says of itself comes first; the
 * environment may be inherited from another client.
 */
final class ClientType {
  static final String UNKNOWN = "unknown";

  private static final int LONGEST = 40;

  private record Sign(String begins, String type) {}

  /** How clients begin the name in their {@code clientInfo}, in lower case. */
  private static final List<Sign> NAMES =
      List.of(
          new Sign("claude-code", "claude-code"),
          new Sign("claude-ai", "claude-desktop"),
          new Sign("cursor", "cursor"),
          new Sign("visual studio code", "vscode"),
          new Sign("visual-studio-code", "vscode"),
          new Sign("vscode", "vscode"),
          new Sign("codex", "codex"),
          new Sign("windsurf", "windsurf"),
          new Sign("devin", "devin"),
          new Sign("gemini-cli", "gemini"),
          new Sign("antigravity", "antigravity"),
          new Sign("opencode", "opencode"),
          new Sign("qwen", "qwen"),
          new Sign("github-copilot", "copilot"),
          new Sign("roo-code", "roo-code"),
          new Sign("kilo-code", "kilo-code"),
          new Sign("continue", "continue"),
          new Sign("goose", "goose"),
          new Sign("aider", "aider"),
          new Sign("amp-mcp", "amp"),
          new Sign("zed", "zed"),
          new Sign("cline", "cline"),
          new Sign("crush", "crush"));

  /** Variables that a client sets for its children. */
  private static final List<Sign> VARIABLES =
      List.of(
          new Sign("CLAUDECODE", "claude-code"),
          new Sign("GEMINI_CLI", "gemini"),
          new Sign("QWEN_CODE_CLI", "qwen"),
          new Sign("OPENCODE", "opencode"),
          new Sign("GROK_SESSION_ID", "grok"),
          new Sign("CURSOR_TRACE_ID", "cursor"));

  private ClientType() {}

  /**
   * The client type, such as {@code claude-code}; an unknown client is called what it calls itself.
   *
   * @param name from {@code clientInfo}, if the client has introduced itself
   */
  static String of(@Nullable String name, Map<String, String> environment) {
    if (name != null && !name.isBlank()) {
      return byName(name.strip().toLowerCase(Locale.ROOT));
    }
    return VARIABLES.stream()
        .filter(sign -> environment.containsKey(sign.begins()))
        .map(Sign::type)
        .findFirst()
        .orElse(UNKNOWN);
  }

  private static String byName(String name) {
    return NAMES.stream()
        .filter(sign -> name.startsWith(sign.begins()))
        .map(Sign::type)
        .findFirst()
        .orElseGet(() -> plain(name));
  }

  /** Only letters, digits and {@code . _ -}, so that it can stand anywhere. */
  private static String plain(String name) {
    var plain = new StringBuilder();
    for (int i = 0; i < name.length() && plain.length() < LONGEST; i++) {
      char c = name.charAt(i);
      boolean fits =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
      plain.append(fits ? c : '-');
    }
    return plain.toString();
  }
}
