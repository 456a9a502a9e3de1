package io.slmmesh.api.link;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** When a broker is started, by how much at most, and what became of it. */
final class Starting {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(10);

  private final RuntimeDir dir;
  private final @Nullable String launcher;
  private final Map<String, String> environment;

  private @Nullable BrokerStart current;
  private long notBefore = System.nanoTime();
  private long spawnedAt;

  Starting(RuntimeDir dir, @Nullable String launcher, Map<String, String> environment) {
    this.dir = dir;
    this.launcher = launcher;
    this.environment = environment;
  }

  /** Starts no broker for that long. */
  void postpone(long nanos) {
    long until = System.nanoTime() + nanos;
    if (until - notBefore > 0) {
      notBefore = until;
    }
  }

  /** Whether it is this process that starts a broker at the moment. */
  boolean ours() {
    return current != null;
  }

  /**
   * Nobody listens. The first call that gets the right to start only takes it, because a broker may
   * have come up since; the next one starts; later ones watch.
   *
   * @return what went wrong, {@code null} when nothing did
   * @throws LinkException the broker says that a setting must be changed first
   */
  @Nullable String nobodyHome() throws LinkException {
    BrokerStart mine = current;
    try {
      if (mine == null) {
        return begin();
      }
      if (!mine.spawned() && launcher != null) {
        spawnedAt = System.nanoTime();
        mine.spawn(launcher, environment);
        return null;
      }
      return watch(mine);
    } catch (LinkException setting) {
      end();
      throw setting;
    } catch (IOException failed) {
      end();
      return "no broker could be started: " + failed.getMessage();
    }
  }

  private @Nullable String begin() throws IOException {
    if (launcher == null || System.nanoTime() - notBefore < 0) {
      return null;
    }
    current = BrokerStart.begin(dir);
    if (current != null) {
      postpone(INTERVAL);
    }
    return null;
  }

  private @Nullable String watch(BrokerStart mine) throws LinkException {
    Integer code = mine.exitCode();
    if (code == null) {
      if (System.nanoTime() - spawnedAt > LONGEST) {
        end();
        return "the broker that was started does not answer; see " + dir.errors();
      }
      return null;
    }
    String complaint = mine.complaint();
    end();
    if (code == LinkException.CONFIGURATION) {
      throw LinkException.configuration(complaint.isEmpty() ? "see " + dir.errors() : complaint);
    }
    // A broker that found another one running ends with 0 and has nothing to complain about.
    return code == 0 ? null : "the broker ended at once with code " + code + ": " + complaint;
  }

  /** Somebody listens, or nobody waits any longer. */
  void end() {
    BrokerStart mine = current;
    current = null;
    if (mine != null) {
      mine.close();
    }
  }
}
