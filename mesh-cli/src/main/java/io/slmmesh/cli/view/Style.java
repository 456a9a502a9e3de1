package io.slmmesh.cli.view;

/** How a piece of text stands out where colours are wanted. */
public enum Style {
  NORMAL(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  CYAN("36");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String apply(String harmless) {
    return code.isEmpty() || harmless.isEmpty()
        ? harmless
        : "\u001b[" + code + "m" + harmless + "\u001b[0m";
  }
}
