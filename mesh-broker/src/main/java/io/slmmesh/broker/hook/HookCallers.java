package io.slmmesh.broker.hook;

import io.slmmesh.api.hook.AnswerHook;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.peers.Guests;
import java.nio.file.Path;
import java.util.Optional;

/** In whose session a hook runs that comes from outside the session's own connection. */
public final class HookCallers {
  private final Guests guests;

  public HookCallers(Guests guests) {
    this.guests = guests;
  }

  /**
   * The agent of the session that the hook names; it joins if it is new, unless its session ends.
   * An observer if the hook names none.
   *
   * @param pid of the process that the client started for the hook; 0 if it is not known
   * @param directory of that process; empty if it is not known
   */
  public Caller caller(AnswerHook hook, long pid, String directory) {
    var payload = new Payload(hook.payload());
    Path place =
        payload.directory().orElseGet(() -> Path.of(directory.isEmpty() ? "/" : directory));
    if (Moment.of(hook.event()) == Moment.COMMIT) {
      return guests.kin(pid).orElseGet(() -> Guests.observer(place.toString()));
    }
    boolean mayJoin = Moment.of(hook.event()) != Moment.SESSION_END;
    Optional<Caller> agent =
        payload
            .session()
            .flatMap(session -> guests.session(hook.client(), session, pid, place, mayJoin));
    return agent.orElseGet(() -> Guests.observer(place.toString()));
  }
}
