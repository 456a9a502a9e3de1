package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.api.json.JsonText;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads TOML statement by statement. Texts, arrays of them and booleans are understood, all other
 * values only in their extent.
 */
final class TomlReader {
  private static final int DEEPEST = 200;

  private final String text;
  private int at;

  private TomlReader(String text) {
    this.text = text;
  }

  /** All statements, in their order. */
  static List<Statement> read(String text) throws NotUnderstood {
    var reader = new TomlReader(text);
    reader.at = text.startsWith("\ufeff") ? 1 : 0;
    var statements = new ArrayList<Statement>();
    while (reader.at < text.length()) {
      int start = reader.at;
      reader.blanks();
      if (reader.atLineEnd()) {
        reader.lineEnd();
      } else {
        statements.add(reader.peek() == '[' ? reader.header(start) : reader.pair(start));
      }
    }
    return List.copyOf(statements);
  }

  private Statement header(int start) throws NotUnderstood {
    at++;
    boolean array = taken('[');
    List<String> key = key();
    need(']');
    if (array) {
      need(']');
    }
    lineEnd();
    return new Statement(
        array ? Statement.Kind.ARRAY : Statement.Kind.TABLE, key, start, at, at, at, "");
  }

  private Statement pair(int start) throws NotUnderstood {
    List<String> key = key();
    need('=');
    blanks();
    int valueStart = at;
    Object value = value(0);
    int valueEnd = at;
    lineEnd();
    return new Statement(Statement.Kind.PAIR, key, start, at, valueStart, valueEnd, value);
  }

  private List<String> key() throws NotUnderstood {
    var names = new ArrayList<String>();
    do {
      blanks();
      int start = at;
      if (peek() == '"' || peek() == '\'') {
        names.add(String.valueOf(string()));
      } else {
        while (isBare(peek())) {
          at++;
        }
        if (at == start) {
          throw expected("a name");
        }
        names.add(text.substring(start, at));
      }
      blanks();
    } while (taken('.'));
    return List.copyOf(names);
  }

  private static boolean isBare(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  private Object value(int depth) throws NotUnderstood {
    if (depth > DEEPEST) {
      throw new NotUnderstood(text, at, "more than " + DEEPEST + " levels deep");
    }
    int start = at;
    if (taken('[')) {
      return array(depth);
    }
    if (taken('{')) {
      inlineTable(depth);
      return new JsonText(text.substring(start, at));
    }
    return peek() == '"' || peek() == '\'' ? string() : scalar();
  }

  private List<Object> array(int depth) throws NotUnderstood {
    var items = new ArrayList<Object>();
    gap();
    while (!taken(']')) {
      items.add(value(depth + 1));
      gap();
      if (!taken(',') && peek() != ']') {
        throw expected("a comma or ]");
      }
      gap();
    }
    return List.copyOf(items);
  }

  private void inlineTable(int depth) throws NotUnderstood {
    gap();
    while (!taken('}')) {
      List<String> _ = key();
      need('=');
      gap();
      Object _ = value(depth + 1);
      gap();
      if (!taken(',') && peek() != '}') {
        throw expected("a comma or }");
      }
      gap();
    }
  }

  private Object string() throws NotUnderstood {
    int start = at;
    String quote = String.valueOf(peek());
    boolean lines = text.startsWith(quote.repeat(3), at);
    String end = lines ? quote.repeat(3) : quote;
    for (at += end.length(); !text.startsWith(end, at); at++) {
      if (peek() == '\\' && quote.equals("\"")) {
        at++;
      }
      if (at >= text.length() || (!lines && peek() == '\n')) {
        throw new NotUnderstood(text, start, "a text that does not end");
      }
    }
    at += end.length();
    if (lines) {
      // Up to two quotes may stand before the three that end it.
      for (int more = 0; more < 2 && peek() == quote.charAt(0); more++) {
        at++;
      }
      return new JsonText(text.substring(start, at));
    }
    String raw = text.substring(start, at);
    return quote.equals("'") ? raw.substring(1, raw.length() - 1) : decoded(raw);
  }

  private static Object decoded(String raw) {
    try {
      return String.valueOf(Json.parse(raw));
    } catch (JsonException otherEscapes) {
      return new JsonText(raw);
    }
  }

  private Object scalar() throws NotUnderstood {
    int start = at;
    while (peek() != '\0' && ",]}#\r\n".indexOf(peek()) < 0) {
      at++;
    }
    String raw = text.substring(start, at).stripTrailing();
    at = start + raw.length();
    if (raw.isEmpty() || raw.indexOf('=') >= 0 || raw.indexOf('"') >= 0) {
      at = start;
      throw expected("a value");
    }
    return raw.equals("true") || raw.equals("false") ? raw.equals("true") : new JsonText(raw);
  }

  private void blanks() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  private boolean atLineEnd() {
    return at == text.length() || "#\r\n".indexOf(peek()) >= 0;
  }

  /** Over what may follow a statement, and the end of its line. */
  private void lineEnd() throws NotUnderstood {
    blanks();
    if (!atLineEnd()) {
      throw expected("the end of the line");
    }
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end + 1;
  }

  /** Over white space, line ends and comments. */
  private void gap() throws NotUnderstood {
    blanks();
    while (at < text.length() && atLineEnd()) {
      lineEnd();
      blanks();
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean taken(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void need(char c) throws NotUnderstood {
    blanks();
    if (!taken(c)) {
      throw expected("\"" + c + "\"");
    }
  }

  private NotUnderstood expected(String what) {
    String found =
        at >= text.length() || peek() == '\n' || peek() == '\r'
            ? "the end of the line"
            : "\"" + peek() + "\"";
    return new NotUnderstood(
        text, Math.min(at, text.length()), "expected " + what + ", found " + found);
  }
}
