package io.slmmesh.bench.suite;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What some processes have done so far, or within some time.
 *
 * @param cpu seconds of processor time, threads that have ended included
 * @param wakeUps how often each thread that lives was woken
 */
public record Activity(double cpu, Map<String, Long> wakeUps) {
  private static final int SHOWN = 6;

  /** Since these processes began. */
  public static Activity of(List<Long> pids) {
    Map<String, Long> wakeUps = new HashMap<>();
    pids.forEach(pid -> wakeUps.putAll(Processes.wakeUps(pid)));
    return new Activity(pids.stream().mapToDouble(Processes::cpu).sum(), wakeUps);
  }

  /** What was done after {@code earlier}. */
  public Activity since(Activity earlier) {
    Map<String, Long> more = new HashMap<>();
    wakeUps.forEach(
        (thread, count) -> more.put(thread, count - earlier.wakeUps.getOrDefault(thread, 0L)));
    return new Activity(cpu - earlier.cpu, more);
  }

  public long allWakeUps() {
    return wakeUps.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The names of the threads that were woken most often, and how often those of one name were. */
  public String busiest() {
    Map<String, Long> byName = new HashMap<>();
    wakeUps.forEach((thread, count) ->
        byName.merge(thread.substring(thread.indexOf(' ') + 1), count, Long::sum));
    return byName.entrySet().stream()
        .filter(thread -> thread.getValue() > 0)
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(SHOWN)
        .map(thread -> thread.getKey() + " " + thread.getValue())
        .collect(Collectors.joining(", "));
  }
}
