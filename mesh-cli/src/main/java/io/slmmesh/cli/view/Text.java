package io.slmmesh.cli.view;

import io.slmmesh.api.text.Plain;

/** A piece of one line that is harmless, whoever wrote it. */
public record Text(String value, Style style) {
  public static final Text EMPTY = new Text("", Style.NORMAL);

  public Text {
    value = Plain.line(value);
  }

  public static Text of(String value) {
    return new Text(value, Style.NORMAL);
  }

  public static Text bold(String value) {
    return new Text(value, Style.BOLD);
  }

  public static Text dim(String value) {
    return new Text(value, Style.DIM);
  }

  public static Text of(Style style, String value) {
    return new Text(value, style);
  }
}
