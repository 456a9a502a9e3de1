package io.slmmesh.cli.call;

import io.slmmesh.api.link.Door;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.Link;
import io.slmmesh.api.link.LinkException;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.cli.bridge.Lineage;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The way of one command to the broker of its data directory. */
public final class Entrance {
  private final Map<String, String> environment;
  private final @Nullable String launcher;
  private final Consumer<String> notes;
  private final Hello hello;
  private boolean patient;
  private @Nullable Door door;

  /**
   * @param launcher what starts a broker; {@code null} when none may be started
   * @param notes takes one-line notes for people while a follower waits for a broker
   */
  public Entrance(
      Map<String, String> environment,
      String directory,
      @Nullable String launcher,
      Consumer<String> notes) {
    this.environment = environment;
    this.launcher = launcher;
    this.notes = notes;
    this.hello = Lineage.now().hello(Hello.Face.CALL, directory, Map.of());
  }

  /** From now on a lost broker is waited for as long as it takes. */
  public void waitForEver() {
    patient = true;
  }

  Link enter() throws LinkException, InterruptedException {
    return door(RuntimeDir.open(environment)).open(hello);
  }

  @Nullable Link find() throws LinkException, InterruptedException {
    RuntimeDir dir = RuntimeDir.find(environment);
    return dir == null ? null : door(dir).find(hello);
  }

  Link reenter() throws LinkException, InterruptedException {
    Door way = door(RuntimeDir.open(environment));
    return patient ? way.reopen(hello) : way.open(hello);
  }

  void holdOff(long millis) {
    if (door != null) {
      door.holdOff(millis);
    }
  }

  /** One door a process: the kernel's lock it takes belongs to the process. */
  private Door door(RuntimeDir dir) {
    if (door == null) {
      door = new Door(dir, launcher, environment, notes);
    }
    return door;
  }
}
