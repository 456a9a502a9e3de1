package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonException;
import io.slmmesh.cli.setup.Node.Branch;
import io.slmmesh.cli.setup.Node.Item;
import io.slmmesh.cli.setup.Node.Items;
import io.slmmesh.cli.setup.Node.Leaf;
import io.slmmesh.cli.setup.Node.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as clients write it: with comments, trailing commas and a byte order mark. Depth 200
 * at most.
 */
final class JsonReader {
  private static final int DEEPEST = 200;
  private static final Pattern SCALAR =
      Pattern.compile("true|false|null|-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** The value of the text; {@code null} if there is none but white space and comments. */
  static @Nullable Node read(String text) throws NotUnderstood {
    var reader = new JsonReader(text);
    reader.at = text.startsWith("\ufeff") ? 1 : 0;
    reader.gap();
    if (reader.at == text.length()) {
      return null;
    }
    Node root = reader.node(0);
    reader.gap();
    if (reader.at < text.length()) {
      throw reader.expected("the end of the file");
    }
    return root;
  }

  private Node node(int depth) throws NotUnderstood {
    if (depth > DEEPEST) {
      throw new NotUnderstood(text, at, "more than " + DEEPEST + " levels deep");
    }
    int start = at;
    if (taken('{')) {
      var members = new ArrayList<Member>();
      for (gap(); !taken('}'); gap()) {
        members.add(member(depth));
      }
      return new Branch(start, at, List.copyOf(members));
    }
    if (taken('[')) {
      var items = new ArrayList<Item>();
      for (gap(); !taken(']'); gap()) {
        Node node = node(depth + 1);
        items.add(new Item(node, comma(']')));
      }
      return new Items(start, at, List.copyOf(items));
    }
    String raw = peek() == '"' ? string() : scalar();
    return new Leaf(start, at, raw);
  }

  private Member member(int depth) throws NotUnderstood {
    int start = at;
    if (peek() != '"') {
      throw expected("a name in double quotes");
    }
    String name = name(string(), start);
    gap();
    if (!taken(':')) {
      throw expected("a colon");
    }
    gap();
    Node node = node(depth + 1);
    return new Member(name, start, node, comma('}'));
  }

  private String name(String raw, int start) throws NotUnderstood {
    try {
      return String.valueOf(Json.parse(raw));
    } catch (JsonException broken) {
      throw new NotUnderstood(text, start, "a name that cannot be read");
    }
  }

  /** Where the comma is; -1 if instead the end comes, which stays to be read. */
  private int comma(char end) throws NotUnderstood {
    gap();
    if (taken(',')) {
      return at - 1;
    }
    if (peek() != end) {
      throw expected("a comma or " + end);
    }
    return -1;
  }

  private String string() throws NotUnderstood {
    int start = at;
    for (at++; peek() != '"'; at++) {
      if (peek() == '\\') {
        at++;
      }
      if (peek() < ' ') {
        throw new NotUnderstood(text, start, "a text that does not end");
      }
    }
    at++;
    return text.substring(start, at);
  }

  private String scalar() throws NotUnderstood {
    int start = at;
    while (Character.isLetterOrDigit(peek()) || (peek() != '\0' && "+-.".indexOf(peek()) >= 0)) {
      at++;
    }
    String raw = text.substring(start, at);
    if (!SCALAR.matcher(raw).matches()) {
      at = start;
      throw expected("a value");
    }
    return raw;
  }

  /** Over white space and comments. */
  private void gap() throws NotUnderstood {
    while (true) {
      if (peek() != '\0' && " \t\r\n".indexOf(peek()) >= 0) {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw new NotUnderstood(text, at, "a comment that does not end");
        }
        at = end + 2;
      } else {
        return;
      }
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

  private NotUnderstood expected(String what) {
    String found = at < text.length() ? "\"" + text.charAt(at) + "\"" : "the end of the file";
    return new NotUnderstood(
        text, Math.min(at, text.length()), "expected " + what + ", found " + found);
  }
}
