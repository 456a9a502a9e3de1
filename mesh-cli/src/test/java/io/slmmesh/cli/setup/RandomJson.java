package io.slmmesh.cli.setup;

import java.util.Random;

/** Draws JSON as people and programs leave it. */
record RandomJson(Random random, String newline) {
  static RandomJson of(Random random) {
    return new RandomJson(random, random.nextBoolean() ? "\n" : "\r\n");
  }

  /** A file with an object {@code servers} that has at least one member. */
  String file() {
    return file(object(1 + random.nextInt(3), 2));
  }

  /** A file in which {@code servers} is an array that has at least one element. */
  String fileWithArray() {
    return file(array(1 + random.nextInt(3), 2));
  }

  private String file(String servers) {
    return (one(5) ? "\ufeff" : "")
        + gap()
        + "{"
        + gap()
        + (one(2) ? "\"before\":" + gap() + value(3) + gap() + "," + gap() : "")
        + "\"servers\""
        + gap()
        + ":"
        + gap()
        + servers
        + gap()
        + (one(2) ? "," + gap() + "\"after\": " + value(3) + gap() : "")
        + (one(3) ? "," + gap() : "")
        + "}"
        + gap();
  }

  private boolean one(int of) {
    return random.nextInt(of) == 0;
  }

  private String object(int members, int depth) {
    var text = new StringBuilder("{").append(gap());
    for (int i = 0; i < members; i++) {
      text.append("\"n").append(i).append("\"").append(one(3) ? " : " : ":").append(value(depth));
      text.append(gap());
      if (i < members - 1 || one(4)) {
        text.append(",").append(gap());
      }
    }
    return text.append("}").toString();
  }

  private String array(int elements, int depth) {
    var text = new StringBuilder("[").append(gap());
    for (int i = 0; i < elements; i++) {
      text.append(value(depth)).append(gap());
      if (i < elements - 1 || one(4)) {
        text.append(",").append(gap());
      }
    }
    return text.append("]").toString();
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> "true";
      case 1 -> "-1.5e+3";
      case 2 -> "null";
      case 3 -> "\"http://x/{[,\\\"\\\\\"";
      case 4 -> "\"\"";
      case 5 -> "[" + gap() + value(depth - 1) + gap() + (one(2) ? "," + gap() : "") + "]";
      default -> object(random.nextInt(3), depth - 1);
    };
  }

  private String gap() {
    return switch (random.nextInt(12)) {
      case 0 -> " ";
      case 1 -> "\t";
      case 2, 3, 4 -> newline + " ".repeat(random.nextInt(5));
      case 5 -> " // it's \"here\" {" + newline + "  ";
      case 6 -> "/* , } */";
      case 7 -> newline + newline;
      default -> "";
    };
  }
}
