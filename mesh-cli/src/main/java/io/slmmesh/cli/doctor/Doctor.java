package io.slmmesh.cli.doctor;

import io.slmmesh.api.link.LinkException;
import io.slmmesh.api.link.RuntimeDir;
import io.slmmesh.cli.call.BrokerCall;
import io.slmmesh.cli.call.Entrance;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at everything that can be wrong, in the order in which a session would meet it. */
public final class Doctor {
  private static final String DIRECTORY = "data directory";

  private final Machine machine;
  private final Entrance entrance;

  /**
   * @param entrance a way to the broker that starts none
   */
  public Doctor(Machine machine, Entrance entrance) {
    this.machine = machine;
    this.entrance = entrance;
  }

  /** Looks. */
  public List<Finding> look() throws InterruptedException {
    List<Finding> findings = new ArrayList<>(new Install(machine).look());
    RuntimeDir dir = directory(findings);
    if (dir != null) {
      findings.addAll(new Volume(dir.home()).look());
      findings.addAll(broker(dir));
      findings.addAll(new Kept(dir).look());
    }
    return findings;
  }

  private @Nullable RuntimeDir directory(List<Finding> findings) {
    try {
      RuntimeDir dir = RuntimeDir.find(machine.environment());
      findings.add(
          dir == null
              ? Finding.ok(
                  DIRECTORY,
                  RuntimeDir.locate(machine.environment())
                      + " is not there yet; the first session makes it")
              : Finding.ok(DIRECTORY, dir + " is ours and closed to others"));
      return dir;
    } catch (LinkException refused) {
      findings.add(Finding.refusal(DIRECTORY, String.valueOf(refused.getMessage())));
      return null;
    }
  }

  private List<Finding> broker(RuntimeDir dir) throws InterruptedException {
    try (BrokerCall call = BrokerCall.find(entrance)) {
      return call == null ? new Absent(dir).look() : new Present(dir, call).look();
    } catch (LinkException unreachable) {
      return List.of(Finding.refusal("broker", String.valueOf(unreachable.getMessage())));
    }
  }
}
