package io.slmmesh.api.link;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The way to the broker of a data directory: connects, and when nobody answers, starts a broker and
 * waits for it. A broker that is older than the caller is asked to make room first.
 *
 * <p>One door a process, used by one thread: the kernel's lock it takes belongs to the process.
 */
public final class Door {
  /** The property by which the launcher tells where it stands. */
  public static final String LAUNCHER = "slm.mesh.launcher";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long MAX_HOLD_OFF = 60_000;
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int MAX_DRAINS = 2;

  private final RuntimeDir dir;
  private final Consumer<String> notes;
  private final Duration patience;
  private final Knock knock;
  private final Starting starting;

  private int drains;
  private String trouble = "";
  private String noted = "";

  /**
   * @param launcher what starts a broker by {@code launcher broker --detach}, {@code null} when
   *     none may be started. It stays until the broker has ended and ends with the broker's code,
   *     or is terminated by the door, which the broker must survive.
   * @param environment of this process; the broker gets the part of it that names no session
   * @param notes takes one-line notes for people while {@link #reopen} waits
   */
  public Door(
      RuntimeDir dir,
      @Nullable String launcher,
      Map<String, String> environment,
      Consumer<String> notes) {
    this(dir, new Starting(dir, launcher, environment), notes, PATIENCE);
  }

  Door(RuntimeDir dir, Starting starting, Consumer<String> notes, Duration patience) {
    this.dir = dir;
    this.notes = notes;
    this.patience = patience;
    this.knock = new Knock(dir);
    this.starting = starting;
  }

  /**
   * Gets in at the start of a session.
   *
   * @throws LinkException nobody took us in within ten seconds, or never will
   */
  public Link open(Hello hello) throws LinkException, InterruptedException {
    long began = System.nanoTime();
    long waited = 0;
    try {
      while (waited < patience.toNanos()) {
        Link link = attempt(hello, patience.minusNanos(waited));
        if (link != null && settle(hello, link)) {
          return link;
        }
        pause(waited);
        waited = System.nanoTime() - began;
      }
      throw LinkException.unavailable(giveUp());
    } finally {
      starting.end();
    }
  }

  /**
   * Gets in if a broker is running; {@code null} when nobody listens. Starts none and makes none
   * go.
   *
   * @throws LinkException somebody listens and did not take us in
   */
  public @Nullable Link find(Hello hello) throws LinkException, InterruptedException {
    long began = System.nanoTime();
    long waited = 0;
    IOException trouble = new IOException("no time to ask");
    while (waited < patience.toNanos()) {
      try {
        Link link = knock.enter(hello, patience.minusNanos(waited));
        link.channel().configureBlocking(true);
        return link;
      } catch (LinkException lasting) {
        throw lasting;
      } catch (Knock.NobodyHomeException nobody) {
        return null;
      } catch (IOException passing) {
        trouble = passing;
      }
      pause(waited);
      waited = System.nanoTime() - began;
    }
    throw LinkException.unavailable(
        trouble.getMessage() + "; look into " + dir.log() + ", or end the process that listens");
  }

  /** Gets in again; tries for as long as it takes and tells why through the notes. */
  public Link reopen(Hello hello) throws InterruptedException {
    long began = System.nanoTime();
    try {
      while (true) {
        Link link = null;
        try {
          link = attempt(hello, patience);
        } catch (LinkException lasting) {
          trouble = String.valueOf(lasting.getMessage());
          starting.postpone(patience.toNanos());
        }
        if (link != null && settle(hello, link)) {
          noted = "";
          return link;
        }
        noteTrouble();
        pause(System.nanoTime() - began);
      }
    } finally {
      starting.end();
    }
  }

  /** A successor of the broker comes without our help: starts none for that long. */
  public void holdOff(long millis) {
    starting.postpone(TimeUnit.MILLISECONDS.toNanos(Math.min(millis, MAX_HOLD_OFF)));
  }

  private @Nullable Link attempt(Hello hello, Duration limit) throws LinkException {
    try {
      return knock.enter(hello, limit);
    } catch (LinkException lasting) {
      throw lasting;
    } catch (Knock.NobodyHomeException nobody) {
      String failure = starting.nobodyHome();
      if (failure != null) {
        trouble = failure;
      }
    } catch (IOException passing) {
      trouble = String.valueOf(passing.getMessage());
    }
    return null;
  }

  /** Whether the link can be used: its broker is not older than we are, or will not go. */
  private boolean settle(Hello hello, Link link) {
    boolean older = Versions.newer(hello.version(), link.welcome().version());
    if (older && drains < MAX_DRAINS) {
      drains++;
      if (drain(hello)) {
        // Closed only now: a broker takes the end of a bridge's connection for its agent's death.
        link.close();
        return false;
      }
    }
    try {
      link.channel().configureBlocking(true);
    } catch (IOException lost) {
      link.close();
      return false;
    }
    drains = 0;
    trouble = "";
    return true;
  }

  /** Asks the broker to make room and waits until it has gone; false when it will not. */
  private boolean drain(Hello hello) {
    try (Link link = knock.enter(hello.withFace(Hello.Face.DRAIN), patience)) {
      // Whatever it still says is said to nobody: only its end counts.
      Line said;
      do {
        said = link.reader().next();
      } while (said != null);
      return true;
    } catch (LinkException refused) {
      return false;
    } catch (IOException gone) {
      return true;
    }
  }

  private void pause(long waited) throws InterruptedException {
    long pause = SHORTEST_PAUSE;
    if (!starting.ours()) {
      // In proportion to what was waited already, and never in step with the other sessions.
      pause = Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, waited / 4));
      pause = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }
    TimeUnit.NANOSECONDS.sleep(pause);
  }

  private void noteTrouble() {
    if (!trouble.isEmpty() && !trouble.equals(noted)) {
      noted = trouble;
      notes.accept(trouble);
    }
  }

  private String giveUp() {
    String cause = trouble.isEmpty() ? "no broker answers on " + dir.socket() : trouble;
    return cause + "; look into " + dir.log() + " and " + dir.errors();
  }
}
