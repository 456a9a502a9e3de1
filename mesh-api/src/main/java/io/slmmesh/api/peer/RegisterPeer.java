package io.slmmesh.api.peer;

import static io.slmmesh.api.error.MeshException.invalid;

import io.slmmesh.api.json.Default;
import io.slmmesh.api.json.Doc;
import io.slmmesh.api.json.Limit;

/** Input of {@code POST /register}. */
public record RegisterPeer(
    @Doc("absolute path it works in") @Limit(bytes = 4096, blank = false) String projectPath,
    @Doc("of the process; a label") @Limit(min = 0) @Default("0") long pid,
    @Doc("letters, digits, . _ and -; auto: one is made up")
        @Limit(chars = 40, blank = false)
        @Default(AUTO)
        String name,
    @Doc("what program it is") @Limit(chars = 40, blank = false) @Default("unknown")
        String agentType) {
  /** Asks for a made-up name. */
  public static final String AUTO = "auto";

  public RegisterPeer {
    if (!projectPath.startsWith("/") || projectPath.indexOf('\0') >= 0) {
      throw invalid("projectPath", "must be an absolute path");
    }
    checkName(name);
  }

  public boolean isNamed() {
    return !name.equals(AUTO);
  }

  /**
   * A name must be fit to stand in a command, a message and a URL.
   *
   * @throws io.slmmesh.api.error.MeshException {@code INVALID_ARGUMENT} if it is not
   */
  public static void checkName(String name) {
    boolean fits =
        !name.isEmpty()
            && name.length() <= 40
            && name.chars().allMatch(RegisterPeer::fitsName)
            && Character.isLetterOrDigit(name.charAt(0));
    if (!fits || name.equalsIgnoreCase("all")) {
      throw invalid(
          "name",
          "must be 1 to 40 letters, digits, . _ or -, begin with a letter or digit, not be \"all\"");
    }
  }

  private static boolean fitsName(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '.'
        || c == '_'
        || c == '-';
  }
}
