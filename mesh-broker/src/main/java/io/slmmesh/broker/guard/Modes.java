package io.slmmesh.broker.guard;

import io.slmmesh.broker.peers.GitCheckout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which mode holds for a file: {@code git config slm-mesh.guard enforce|warn|off} in its
 * repository, else {@code git config --global} of the user, else {@link Mode#WARN}. Read anew each
 * time, so that a change holds at once.
 */
public final class Modes {
  private final List<Path> global;

  private Modes(List<Path> global) {
    this.global = List.copyOf(global);
  }

  /** The user's own git configuration is where git looks for it. */
  public static Modes of(Map<String, String> environment) {
    String named = environment.get("GIT_CONFIG_GLOBAL");
    if (named != null) {
      return new Modes(named.isEmpty() ? List.of() : List.of(Path.of(named)));
    }
    Path home = Path.of(environment.getOrDefault("HOME", "/nonexistent"));
    String xdg = environment.get("XDG_CONFIG_HOME");
    Path config = xdg == null || xdg.isEmpty() ? home.resolve(".config") : Path.of(xdg);
    return new Modes(List.of(home.resolve(".gitconfig"), config.resolve("git").resolve("config")));
  }

  /** The mode for a file or directory, which need not exist. */
  public Mode at(Path path) {
    Optional<Mode> local =
        GitCheckout.around(path)
            .flatMap(checkout -> GitConfig.guard(checkout.repository().resolve("config")));
    return local
        .or(() -> global.stream().flatMap(file -> GitConfig.guard(file).stream()).findFirst())
        .orElse(Mode.WARN);
  }
}
