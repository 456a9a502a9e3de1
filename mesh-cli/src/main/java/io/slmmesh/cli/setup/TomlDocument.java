package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** TOML, in which an object is a table with a header of its own, and the tables under it. */
final class TomlDocument implements Document {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_-]+");

  private final String text;
  private final List<Statement> statements;
  private final String newline;

  private TomlDocument(String text, List<Statement> statements) {
    this.text = text;
    this.statements = statements;
    int end = text.indexOf('\n');
    this.newline = end > 0 && text.charAt(end - 1) == '\r' ? "\r\n" : "\n";
  }

  static TomlDocument of(String text) throws NotUnderstood {
    return new TomlDocument(text, TomlReader.read(text));
  }

  /** The statements of one table. */
  private record Part(Statement header, List<Statement> pairs) {
    int end() {
      return pairs.isEmpty() ? header.end() : pairs.getLast().end();
    }
  }

  @Override
  public @Nullable JsonObject find(List<String> path) throws NotUnderstood {
    List<Part> parts = parts(path);
    if (parts.isEmpty()) {
      return null;
    }
    var members = new LinkedHashMap<String, @Nullable Object>();
    for (Part part : parts) {
      if (part.header().key().equals(path)) {
        part.pairs().forEach(pair -> members.put(String.join(".", pair.key()), pair.value()));
      }
    }
    return JsonObject.of(members);
  }

  /** The table at the path and those under it. */
  private List<Part> parts(List<String> path) throws NotUnderstood {
    var parts = new ArrayList<Part>();
    List<String> table = List.of();
    boolean ours = false;
    for (Statement statement : statements) {
      if (statement.kind() == Statement.Kind.PAIR) {
        if (ours) {
          parts.getLast().pairs().add(statement);
        } else {
          checkElsewhere(path, table, statement);
        }
      } else {
        table = statement.key();
        ours = isUnder(statement.key(), path);
        checkHeader(path, statement, parts);
        if (ours) {
          parts.add(new Part(statement, new ArrayList<>()));
        }
      }
    }
    return parts;
  }

  private void checkHeader(List<String> path, Statement header, List<Part> before)
      throws NotUnderstood {
    boolean array = header.kind() == Statement.Kind.ARRAY;
    if (array && (header.key().equals(path) || isUnder(path, header.key()))) {
      throw otherwise(path, header);
    }
    if (before.stream().anyMatch(part -> !array && part.header().key().equals(header.key()))) {
      throw new NotUnderstood(
          text, header.start(), "[" + dotted(header.key()) + "] is there a second time");
    }
  }

  /** A value may say the same as a table, in words that are not edited here. */
  private void checkElsewhere(List<String> path, List<String> table, Statement pair)
      throws NotUnderstood {
    var full = new ArrayList<>(table);
    full.addAll(pair.key());
    if (isUnder(full, path) || isUnder(path, full)) {
      throw otherwise(path, pair);
    }
  }

  private NotUnderstood otherwise(List<String> path, Statement statement) {
    return new NotUnderstood(
        text,
        statement.start(),
        dotted(statement.key()) + " is not written as a table [" + dotted(path) + "]");
  }

  private static boolean isUnder(List<String> key, List<String> path) {
    return key.size() >= path.size() && key.subList(0, path.size()).equals(path);
  }

  @Override
  public String put(List<String> path, JsonObject value) {
    boolean empty = text.isEmpty() || text.equals("\ufeff");
    return text
        + (empty || text.endsWith("\n") ? "" : newline)
        + (empty ? "" : newline)
        + "["
        + dotted(path)
        + "]"
        + newline
        + value.members().entrySet().stream()
            .map(member -> line(member.getKey(), member.getValue()))
            .collect(Collectors.joining());
  }

  private String line(String name, @Nullable Object value) {
    return quoted(name) + " = " + Layout.flat(value) + newline;
  }

  @Override
  public String replace(List<String> path, String member, Object value) throws NotUnderstood {
    for (Part part : parts(path)) {
      if (part.header().key().equals(path)) {
        for (Statement pair : part.pairs()) {
          if (pair.key().equals(List.of(member))) {
            return text.substring(0, pair.valueStart())
                + Layout.flat(value)
                + text.substring(pair.valueEnd());
          }
        }
        int end = part.header().end();
        return text.substring(0, end) + line(member, value) + text.substring(end);
      }
    }
    throw new IllegalArgumentException("nothing at " + path);
  }

  @Override
  public String remove(List<String> path) throws NotUnderstood {
    String rest = text;
    for (Part part : parts(path).reversed()) {
      String before = rest.substring(0, part.header().start());
      rest = withoutBlankLine(before) + rest.substring(part.end());
    }
    return rest;
  }

  /** The empty line that parts a table from what is before it goes with it. */
  private static String withoutBlankLine(String before) {
    for (String end : List.of("\r\n", "\n")) {
      if (before.endsWith("\n" + end)) {
        return before.substring(0, before.length() - end.length());
      }
    }
    return before;
  }

  private static String dotted(List<String> names) {
    return names.stream().map(TomlDocument::quoted).collect(Collectors.joining("."));
  }

  private static String quoted(String name) {
    return BARE.matcher(name).matches() ? name : Json.text(name);
  }
}
