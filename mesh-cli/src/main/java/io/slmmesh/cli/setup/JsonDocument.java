package io.slmmesh.cli.setup;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.cli.setup.Node.Branch;
import io.slmmesh.cli.setup.Node.Holder;
import io.slmmesh.cli.setup.Node.Items;
import io.slmmesh.cli.setup.Node.Member;
import io.slmmesh.cli.setup.Node.Piece;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON, with whatever comments and commas stand in it. */
final class JsonDocument implements Document {
  private final String text;
  private final @Nullable Node root;
  private final Layout layout;

  private JsonDocument(String text, @Nullable Node root) {
    this.text = text;
    this.root = root;
    this.layout = Layout.of(text, root);
  }

  static JsonDocument of(String text) throws NotUnderstood {
    return new JsonDocument(text, JsonReader.read(text));
  }

  @Override
  public @Nullable JsonObject find(List<String> path) throws NotUnderstood {
    Member found = member(path);
    return found == null ? null : branch(found.node()).value();
  }

  private @Nullable Member member(List<String> path) throws NotUnderstood {
    if (root == null) {
      return null;
    }
    Node within = root;
    Member found = null;
    for (String name : path) {
      found = member(branch(within), name);
      if (found == null) {
        return null;
      }
      within = found.node();
    }
    return found;
  }

  private @Nullable Member member(Branch within, String name) throws NotUnderstood {
    List<Member> found = within.named(name);
    if (found.size() > 1) {
      throw new NotUnderstood(
          text, found.getLast().start(), "\"" + name + "\" is there a second time");
    }
    return found.isEmpty() ? null : found.getFirst();
  }

  private Branch branch(Node node) throws NotUnderstood {
    if (node instanceof Branch branch) {
      return branch;
    }
    throw new NotUnderstood(text, node.start(), "expected an object { … }");
  }

  /** Whether nothing but white space and comments stands there. */
  boolean isEmpty() {
    return root == null;
  }

  /** The array at the path, {@code null} if there is nothing. */
  @Nullable Items list(List<String> path) throws NotUnderstood {
    Member found = member(path);
    return found == null ? null : items(found.node());
  }

  private Items items(Node node) throws NotUnderstood {
    if (node instanceof Items items) {
      return items;
    }
    throw new NotUnderstood(text, node.start(), "expected a list [ … ]");
  }

  @Override
  public String put(List<String> path, JsonObject value) throws NotUnderstood {
    return place(path, value);
  }

  /** The same for any value. */
  String place(List<String> path, Object value) throws NotUnderstood {
    if (root == null) {
      boolean open = text.isEmpty() || text.endsWith("\n") || text.equals("\ufeff");
      return text
          + (open ? "" : layout.newline())
          + layout.pretty(nested(path, value), "")
          + layout.newline();
    }
    Branch within = branch(root);
    int depth = 0;
    while (depth < path.size() - 1) {
      Member next = member(within, path.get(depth));
      if (next == null) {
        break;
      }
      within = branch(next.node());
      depth++;
    }
    return insert(
        within, name(path.get(depth)), nested(path.subList(depth + 1, path.size()), value));
  }

  /** With one more element of the array at the path, and what leads to it. */
  String append(List<String> path, Object element) throws NotUnderstood {
    Items items = list(path);
    return items == null ? place(path, List.of(element)) : insert(items, "", element);
  }

  private static Object nested(List<String> path, Object value) {
    Object nested = value;
    for (String name : path.reversed()) {
      nested = JsonObject.of(name, nested);
    }
    return nested;
  }

  private static String name(String name) {
    return Json.text(name) + ": ";
  }

  private String insert(Holder within, String name, Object value) {
    int inked = layout.inkBefore(within.end() - 1);
    if (within.pieces().isEmpty()) {
      String entry = layout.entry(within, name, value);
      return text.substring(0, inked)
          + entry
          + layout.ending(within, inked)
          + text.substring(within.end() - 1);
    }
    Piece last = within.pieces().getLast();
    boolean trailing = last.comma() >= 0;
    return text.substring(0, last.node().end())
        + (trailing ? "" : ",")
        + text.substring(last.node().end(), inked)
        + layout.entry(within, name, value)
        + (trailing ? "," : "")
        + text.substring(inked);
  }

  @Override
  public String replace(List<String> path, String member, Object value) throws NotUnderstood {
    Branch within = branch(existing(path).node());
    Member old = member(within, member);
    return old == null ? insert(within, name(member), value) : replace(old.node(), value);
  }

  /** With another value in place of one that stands here. */
  String replace(Node old, Object value) {
    return text.substring(0, old.start()) + Layout.flat(value) + text.substring(old.end());
  }

  @Override
  public String remove(List<String> path) throws NotUnderstood {
    Member gone = existing(path);
    List<String> above = path.subList(0, path.size() - 1);
    return remove(branch(above.isEmpty() ? existingRoot() : existing(above).node()), gone);
  }

  /** Without a piece of what stands here. */
  String remove(Holder within, Piece gone) {
    List<? extends Piece> pieces = within.pieces();
    int index = pieces.indexOf(gone);
    int start = cutFrom(within, index);
    int end = cutTo(gone, index == pieces.size() - 1);
    if (pieces.size() == 1) {
      boolean bare =
          layout.inkBefore(gone.start()) == within.start() + 1
              && layout.inkAfter(gone.end()) == within.end() - 1;
      return bare ? without(within.start() + 1, within.end() - 1) : without(start, end);
    }
    String rest = without(start, end);
    boolean needless = index == pieces.size() - 1 && gone.comma() < 0;
    int comma = pieces.get(Math.max(0, index - 1)).comma();
    return needless ? rest.substring(0, comma) + rest.substring(comma + 1) : rest;
  }

  private String without(int start, int end) {
    return text.substring(0, start) + text.substring(end);
  }

  /** With lines of its own it goes with the line end before it. */
  private int cutFrom(Holder within, int index) {
    List<? extends Piece> pieces = within.pieces();
    Piece gone = pieces.get(index);
    if (layout.ownLine(gone.start(), gone.end())) {
      return layout.lineBefore(gone.start());
    }
    int before = index == 0 ? within.start() + 1 : pieces.get(index - 1).end();
    int inked = layout.inkBefore(gone.start());
    boolean last = index == pieces.size() - 1;
    return last && !layout.inLineComment(before, inked) ? inked : gone.start();
  }

  private int cutTo(Piece gone, boolean last) {
    boolean nextMovesUp = !last && !layout.ownLine(gone.start(), gone.end());
    return nextMovesUp ? layout.blanksAfter(gone.end()) : gone.end();
  }

  private Member existing(List<String> path) throws NotUnderstood {
    Member found = member(path);
    if (found == null) {
      throw new IllegalArgumentException("nothing at " + path);
    }
    return found;
  }

  private Node existingRoot() {
    if (root == null) {
      throw new IllegalArgumentException("an empty text");
    }
    return root;
  }
}
