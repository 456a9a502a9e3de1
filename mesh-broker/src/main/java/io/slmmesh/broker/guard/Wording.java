package io.slmmesh.broker.guard;

import io.slmmesh.api.lock.FileLock;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.text.Plain;
import io.slmmesh.broker.peers.Peers.Named;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** What agents are told: who, why, until when, and what to do now. */
final class Wording {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final int MOST_NAMES = 5;
  private static final int LONGEST_REASON = 120;

  private Wording() {}

  static String held(FileLock lock) {
    return "slm-mesh: "
        + holder(lock)
        + " Do not edit it by other means. Work on something else, wait until it is free (mesh_events with waitSeconds, type file_unlocked), or ask: mesh_send to "
        + lock.lockedBy()
        + ".";
  }

  static String editedAnyway(FileLock lock) {
    return "slm-mesh: "
        + holder(lock)
        + " Nothing stops you, but one of you may overwrite the other: talk first (mesh_send to "
        + lock.lockedBy()
        + ").";
  }

  private static String holder(FileLock lock) {
    String reason = lock.reason() == null ? "" : " (\"" + plain(lock.reason()) + "\")";
    return Plain.line(lock.filePath())
        + " is locked by "
        + lock.lockedBy()
        + reason
        + " until "
        + CLOCK.format(lock.expiresAt())
        + ".";
  }

  /** A reason is another agent's text: one line of it, that can't be taken for ours. */
  private static String plain(String reason) {
    String line = Plain.line(reason).replaceAll(" +", " ").replace('"', '\'').strip();
    return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line;
  }

  static String shared(GitAction action, Path worktree, List<Named> others) {
    return "slm-mesh: "
        + action.words()
        + " would change the files of "
        + Plain.line(worktree.toString())
        + " under "
        + names(others)
        + ", who work there too. Use a worktree of your own (git worktree add), or agree with them first (mesh_send).";
  }

  static String collision(String file, Caller other) {
    return "slm-mesh: "
        + other.name()
        + " and you both changed "
        + Plain.line(file)
        + " within a minute. Read it again before you go on, and lock it (mesh_lock).";
  }

  private static String names(List<Named> agents) {
    String names =
        agents.stream().limit(MOST_NAMES).map(Named::name).collect(Collectors.joining(", "));
    int more = agents.size() - MOST_NAMES;
    return more > 0 ? names + " and " + more + " more" : names;
  }
}
