package io.slmmesh.broker.guard;

import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who changed what in the last minute, and who has to hear that he was not alone. In memory. */
final class Collisions {
  static final Duration WITHIN = Duration.ofMinutes(1);

  private static final int MOST = 10_000;
  private static final int MOST_WARNINGS = 20;

  private final MeshClock clock;
  private final Map<String, Touch> last = new LinkedHashMap<>();
  private final Map<String, List<String>> warnings = new HashMap<>();

  private record Touch(Caller by, long countsUntil) {}

  Collisions(MeshClock clock) {
    this.clock = clock;
  }

  /** {@code me} changes a file, by its canonical path; returns who else did in the last minute. */
  synchronized Optional<Caller> touch(String file, Caller me) {
    last.values().removeIf(touch -> clock.reached(touch.countsUntil()));
    Touch before = last.remove(file);
    if (last.size() < MOST) {
      last.put(file, new Touch(me, clock.ticksIn(WITHIN)));
    }
    return Optional.ofNullable(before).map(Touch::by).filter(other -> !other.id().equals(me.id()));
  }

  /** To be told to the agent when it is heard next. */
  synchronized void warn(String agent, String warning) {
    List<String> mine = warnings.computeIfAbsent(agent, _ -> new ArrayList<>());
    if (mine.size() < MOST_WARNINGS && !mine.contains(warning)) {
      mine.add(warning);
    }
  }

  synchronized List<String> takeWarnings(String agent) {
    List<String> mine = warnings.remove(agent);
    return mine == null ? List.of() : List.copyOf(mine);
  }
}
