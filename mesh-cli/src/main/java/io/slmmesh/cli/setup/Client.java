package io.slmmesh.cli.setup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The clients that can be set up: their files, and what stands in them. */
public enum Client {
  CLAUDE_CODE(
      "claude-code",
      "Claude Code",
      List.of("claude"),
      "mcpServers",
      Shape.STDIO,
      new Where(at -> at.moved("CLAUDE_CONFIG_DIR", ".claude"), ".claude.json", ".mcp.json")),
  CODEX(
      "codex",
      "Codex",
      List.of("codex"),
      "mcp_servers",
      Shape.APPROVED,
      new Where(at -> at.moved("CODEX_HOME", ".codex"), "config.toml", ".codex/config.toml")),
  CURSOR(
      "cursor",
      "Cursor",
      List.of("cursor", "cursor-agent"),
      "mcpServers",
      Shape.PLAIN,
      new Where(at -> at.home().resolve(".cursor"), "mcp.json", ".cursor/mcp.json")),
  VS_CODE(
      "vscode",
      "VS Code",
      List.of("code"),
      "servers",
      Shape.STDIO,
      new Where(Places::code, "User/mcp.json", ".vscode/mcp.json")),
  COPILOT(
      "copilot",
      "Copilot CLI",
      List.of("copilot"),
      "mcpServers",
      Shape.LOCAL,
      new Where(at -> at.moved("COPILOT_HOME", ".copilot"), "mcp-config.json", ".github/mcp.json")),
  DEVIN(
      "devin",
      "Devin",
      List.of("devin"),
      "mcpServers",
      Shape.PLAIN,
      new Where(at -> at.config().resolve("devin"), "mcp_config.json", ".devin/mcp_config.json")),
  WINDSURF(
      "windsurf",
      "Windsurf",
      List.of("windsurf"),
      "mcpServers",
      Shape.PLAIN,
      new Where(at -> at.home().resolve(".codeium/windsurf"), "mcp_config.json", "")),
  GEMINI(
      "gemini",
      "Gemini CLI",
      List.of("gemini"),
      "mcpServers",
      Shape.PLAIN,
      new Where(Client::gemini, "settings.json", ".gemini/settings.json")),
  ANTIGRAVITY(
      "antigravity",
      "Antigravity",
      List.of("agy", "antigravity"),
      "mcpServers",
      Shape.PLAIN,
      new Where(
          at -> at.home().resolve(".gemini/config"), "mcp_config.json", ".agents/mcp_config.json")),
  OPENCODE(
      "opencode",
      "opencode",
      List.of("opencode"),
      "mcp",
      Shape.LINE,
      new Where(at -> at.config().resolve("opencode"), "opencode.json", "opencode.json")),
  QWEN(
      "qwen",
      "Qwen Code",
      List.of("qwen"),
      "mcpServers",
      Shape.PLAIN,
      new Where(at -> at.moved("QWEN_HOME", ".qwen"), "settings.json", ".qwen/settings.json")),
  ZED(
      "zed",
      "Zed",
      List.of("zed", "zeditor"),
      "context_servers",
      Shape.PLAIN,
      new Where(Client::zed, "settings.json", ".zed/settings.json")),
  CLINE(
      "cline",
      "Cline in VS Code",
      List.of(),
      "mcpServers",
      Shape.PLAIN,
      new Where(
          at -> at.code().resolve("User/globalStorage/saoudrizwan.claude-dev"),
          "settings/cline_mcp_settings.json",
          "")),
  CLINE_CLI(
      "cline-cli",
      "Cline CLI",
      List.of("cline"),
      "mcpServers",
      Shape.PLAIN,
      new Where(
          at -> at.moved("CLINE_DIR", ".cline"), "data/settings/cline_mcp_settings.json", "")),
  /** Speaks no MCP: it can only be told about. */
  AIDER(
      "aider",
      "Aider",
      List.of("aider"),
      "",
      Shape.PLAIN,
      new Where(at -> at.home().resolve(".aider"), "", ""));

  /** What the mesh is called in every file. */
  static final String ENTRY = "slm-mesh";

  private final String label;
  private final String title;

  /** Immutable, as List.of makes it. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final List<String> commands;

  private final String key;
  private final Shape shape;

  /** Its function keeps nothing. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Where where;

  Client(String label, String title, List<String> commands, String key, Shape shape, Where where) {
    this.label = label;
    this.title = title;
    this.commands = commands;
    this.key = key;
    this.shape = shape;
    this.where = where;
  }

  private static Path gemini(Places at) {
    String home = at.variable("GEMINI_CLI_HOME");
    return (home.isEmpty() ? at.home() : at.directory().resolve(home)).resolve(".gemini");
  }

  private static Path zed(Places at) {
    return (at.mac() ? at.home().resolve(".config") : at.config()).resolve("zed");
  }

  /** The client of this name, which may also be its command. */
  public static Optional<Client> named(String name) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(name))
        .findFirst()
        .or(() -> Arrays.stream(values()).filter(each -> each.commands.contains(name)).findFirst());
  }

  /** All names. */
  public static String names() {
    return Arrays.stream(values()).map(Client::label).collect(Collectors.joining(", "));
  }

  /** How it is named here. */
  public String label() {
    return label;
  }

  /** How people call it. */
  public String title() {
    return title;
  }

  /** Whether it can be set up. */
  public boolean speaksMcp() {
    return this != AIDER;
  }

  /** Whether it is on this machine. */
  boolean isFound(Places at) {
    return Files.exists(where.directory().apply(at))
        || (speaksMcp() && Files.exists(file(at, Scope.USER)))
        || program(at).isPresent();
  }

  /** Its program on the PATH. */
  public Optional<Path> program(Places at) {
    return commands.stream().flatMap(command -> at.find(command).stream()).findFirst();
  }

  /** Whether it has a file for that. */
  boolean has(Scope scope) {
    return scope == Scope.USER || !where.project().isEmpty() || !speaksMcp();
  }

  Path file(Places at, Scope scope) {
    if (scope == Scope.PROJECT) {
      return variant(at.directory().resolve(where.project()));
    }
    boolean besideItsDirectory = this == CLAUDE_CODE && at.variable("CLAUDE_CONFIG_DIR").isEmpty();
    Path directory = besideItsDirectory ? at.home() : where.directory().apply(at);
    return variant(directory.resolve(where.user()));
  }

  /** Only opencode takes one of two names. */
  private Path variant(Path file) {
    Path other = file.resolveSibling(file.getFileName() + "c");
    return this == OPENCODE && !Files.exists(file) && Files.exists(other) ? other : file;
  }

  /** Its registration of the mesh. */
  Entry registration(Places at, Scope scope, String launcher) {
    return new Entry(file(at, scope), List.of(key, ENTRY), shape.entry(launcher), "command");
  }

  /** What its user must still do. */
  String next(Scope scope) {
    boolean project = scope == Scope.PROJECT;
    return switch (this) {
      case CLAUDE_CODE ->
          project
              ? "start Claude Code in this directory and approve the server when it asks"
              : "restart Claude Code";
      case CODEX ->
          project
              ? "Codex reads this file only in projects that it trusts; restart it there"
              : "restart Codex";
      case CURSOR -> "restart Cursor; if its settings show the server as off, switch it on";
      case VS_CODE -> "in VS Code: MCP: List Servers, start slm-mesh, trust it when asked";
      case GEMINI -> "restart Gemini CLI; it starts servers only in folders that it trusts";
      case QWEN ->
          project
              ? "restart Qwen Code; it reads this file only in folders that it trusts"
              : "restart Qwen Code";
      case AIDER ->
          "Aider speaks no MCP: let it run slm-mesh send, inbox and lock run (docs/cli.md)";
      case COPILOT, DEVIN, WINDSURF, ANTIGRAVITY, OPENCODE, ZED, CLINE, CLINE_CLI ->
          "restart " + title;
    };
  }
}
