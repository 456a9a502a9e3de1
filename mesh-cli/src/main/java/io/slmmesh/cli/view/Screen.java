package io.slmmesh.cli.view;

import io.slmmesh.api.text.Plain;
import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;

/** The one way to stdout and stderr. */
public final class Screen {
  private static final String INDENT = "    ";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean colours;
  private final IntSupplier width;

  /**
   * @param colours whether pieces of stdout stand out
   * @param width columns that a table may take; asked only when there is one
   */
  public Screen(PrintStream out, PrintStream err, boolean colours, IntSupplier width) {
    this.out = out;
    this.err = err;
    this.colours = colours;
    this.width = width;
  }

  public boolean colours() {
    return colours;
  }

  public int width() {
    return width.getAsInt();
  }

  public void line(Text... pieces) {
    line(List.of(pieces));
  }

  private void line(List<Text> pieces) {
    StringBuilder line = new StringBuilder();
    for (Text piece : pieces) {
      line.append(colours ? piece.style().apply(piece.value()) : piece.value());
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  public void table(Table table) {
    table.lines(width()).forEach(this::line);
  }

  /** A body of several lines as its author wrote it, indented. */
  public void block(String body) {
    Plain.block(body).lines().forEach(line -> out.append(INDENT).append(line).append('\n'));
  }

  /** A value as its author wrote it, but harmless. */
  public void value(String value) {
    out.append(Plain.block(value)).append('\n');
  }

  /** JSON on a line of its own. */
  public void json(String json) {
    out.append(Plain.json(json)).append('\n');
  }

  /** Text of this program itself, such as a usage page or a script. */
  public void own(String text) {
    out.append(text);
  }

  /** One line on stderr: what is wrong and what to do. */
  public void complain(String text) {
    flush();
    err.append("slm-mesh: ").append(Plain.line(text)).append('\n');
    err.flush();
  }

  /** Whether everything has been written; false when nobody reads any more. */
  public boolean flush() {
    out.flush();
    return !out.checkError();
  }
}
