package io.slmmesh.cli.command;

/** As which agent a command is given. */
final class Acting {
  /** Names the agent when the option does not. */
  static final String VARIABLE = "SLM_MESH_AS";

  private static final int LONGEST = 40;

  private final Invocation invocation;
  private final Given<String> given;

  Acting(Word word) {
    this.invocation = word.desk().invocation();
    this.given =
        word.syntax()
            .option(
                "--as",
                "NAME",
                String.class,
                "The agent you are; without it $" + VARIABLE + ", else your user name.");
  }

  String name() {
    String variable = invocation.variable(VARIABLE);
    return given.or(variable.isEmpty() ? fitting(System.getProperty("user.name", "")) : variable);
  }

  /** A user's name made fit for the mesh: letters, digits, . _ and -, and not "all". */
  static String fitting(String user) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < user.length() && name.length() < LONGEST; i++) {
      char c = user.charAt(i);
      if (isLetterOrDigit(c) || (!name.isEmpty() && "._-".indexOf(c) >= 0)) {
        name.append(c);
      } else if (!name.isEmpty()) {
        name.append('-');
      }
    }
    return name.isEmpty() || name.toString().equalsIgnoreCase("all") ? "user" : name.toString();
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
