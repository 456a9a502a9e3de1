package io.slmmesh.api.link;

import java.net.ProtocolException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says of itself before anything else: the first line towards the broker.
 *
 * @param session resume token of the caller, 32 hexadecimal digits; empty when the face needs none
 * @param memo what the broker asked to be remembered, {@code null} at first
 * @param environment those of {@link #ENVIRONMENT} that are set: labels, never proof of identity
 */
public record Hello(
    Face face,
    String version,
    String session,
    long pid,
    long ppid,
    String cwd,
    @Nullable String memo,
    Map<String, String> environment) {

  /** Longest first line of either side, its {@code \n} included. */
  public static final int MAX_BYTES = 128 * 1024;

  /** The variables by which agents name themselves and their sessions; none of them is a secret. */
  public static final List<String> ENVIRONMENT =
      List.of(
          "CLAUDECODE",
          "CLAUDE_CODE_SESSION_ID",
          "CLAUDE_PROJECT_DIR",
          "CLAUDE_CODE_ENTRYPOINT",
          "CLAUDE_CODE_MESSAGING_SOCKET",
          "AI_AGENT",
          "AGENT",
          "OPENCODE",
          "OPENCODE_PID",
          "OPENCODE_SESSION_ID",
          "GEMINI_CLI",
          "QWEN_CODE_SESSION_ID",
          "QWEN_CODE_PROJECT_DIR",
          "QWEN_CODE_CLI",
          "QWEN_CODE_MESSAGING_SOCKET",
          "OPENCODE_SLM_MESH_SOCKET",
          "GROK_SESSION_ID",
          "DEVIN_PROJECT_DIR",
          "CODEX_THREAD_ID",
          "ANTIGRAVITY_CONVERSATION_ID",
          "CURSOR_TRACE_ID",
          "CURSOR_PROJECT_DIR",
          "TERM_PROGRAM");

  private static final int MAX_VALUE = 1024;
  private static final String ENVIRONMENT_KEY = "env.";

  /** What the caller wants of the broker. */
  public enum Face {
    /** An agent session follows. */
    MCP("mcp"),
    /** Commands follow: one operation a line. */
    CALL("call"),
    /** The broker shall make room for the caller's newer version. */
    DRAIN("drain");

    private final String word;

    Face(String word) {
      this.word = word;
    }

    static Face of(String word) throws ProtocolException {
      for (Face face : values()) {
        if (face.word.equals(word)) {
          return face;
        }
      }
      throw new ProtocolException("unknown face " + word);
    }
  }

  public Hello {
    environment = Map.copyOf(environment);
  }

  /** The allow-listed part of an environment; values too long to be a name are left out. */
  public static Map<String, String> environmentOf(Map<String, String> all) {
    Map<String, String> chosen = new LinkedHashMap<>();
    for (String name : ENVIRONMENT) {
      String value = all.get(name);
      if (value != null && value.length() <= MAX_VALUE) {
        chosen.put(name, value);
      }
    }
    return chosen;
  }

  public Hello withMemo(@Nullable String newMemo) {
    return new Hello(face, version, session, pid, ppid, cwd, newMemo, environment);
  }

  public Hello withFace(Face newFace) {
    return new Hello(newFace, version, session, pid, ppid, cwd, memo, environment);
  }

  /** The line with its {@code \n}. */
  public byte[] encode() {
    FirstLine line =
        new FirstLine("hello")
            .put("face", face.word)
            .put("version", version)
            .put("session", session)
            .put("pid", Long.toString(pid))
            .put("ppid", Long.toString(ppid))
            .put("cwd", cwd);
    if (memo != null) {
      line.put("memo", memo);
    }
    for (Map.Entry<String, String> variable : environment.entrySet()) {
      line.put(ENVIRONMENT_KEY.concat(variable.getKey()), variable.getValue());
    }
    return line.encode();
  }

  /** Reads a line without its {@code \n}; variables that are not allow-listed are dropped. */
  public static Hello decode(byte[] bytes) throws ProtocolException {
    FirstLine line = FirstLine.decode(bytes);
    if (!line.word().equals("hello")) {
      throw new ProtocolException("expected hello, got " + line.word());
    }
    Map<String, String> environment = new LinkedHashMap<>();
    for (Map.Entry<String, String> field : line.values().entrySet()) {
      if (field.getKey().startsWith(ENVIRONMENT_KEY)) {
        environment.put(field.getKey().substring(ENVIRONMENT_KEY.length()), field.getValue());
      }
    }
    return new Hello(
        Face.of(line.get("face")),
        line.get("version"),
        line.get("session"),
        line.number("pid"),
        line.number("ppid"),
        line.get("cwd"),
        line.find("memo"),
        environmentOf(environment));
  }
}
