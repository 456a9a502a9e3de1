package io.slmmesh.broker.call;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.hook.AnswerHook;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.hook.HookCallers;
import io.slmmesh.broker.peers.Arrival;
import io.slmmesh.broker.peers.Guests;
import io.slmmesh.broker.peers.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who a command is: an observer, an agent by its name, or an agent that lives as long as the
 * command does.
 */
final class Visitor {
  /** What stands in the place of a name for an agent that lives as long as its connection. */
  static final String THIS_PROCESS = "*";

  private final Hello hello;
  private final Peers peers;
  private final Guests guests;
  private final HookCallers hookCallers;
  private final Duration grace;
  private final Set<String> acted = ConcurrentHashMap.newKeySet();
  private @Nullable Caller ofThisProcess;

  Visitor(Hello hello, Peers peers, Guests guests, HookCallers hookCallers, Duration grace) {
    this.hello = hello;
    this.peers = peers;
    this.guests = guests;
    this.hookCallers = hookCallers;
    this.grace = grace;
  }

  /** Names the command for as long as it lives, over all its connections. */
  String session() {
    return hello.session();
  }

  /** The caller of a command that is given {@code as} somebody, or as nobody. */
  Caller caller(@Nullable Object as) {
    Caller caller =
        switch (as) {
          case null -> Guests.observer(hello.cwd());
          case String name when name.equals(THIS_PROCESS) -> ofThisProcess();
          case String name -> guests.command(name, hello.ppid(), Path.of(hello.cwd()));
          default -> throw MeshException.invalid("as", "must be a text");
        };
    acted.add(caller.id());
    return caller;
  }

  /** The agent in whose session a hook runs that was given as this command. */
  Caller hooked(AnswerHook hook) {
    Caller caller = hookCallers.caller(hook, hello.ppid(), hello.cwd());
    acted.add(caller.id());
    return caller;
  }

  private synchronized Caller ofThisProcess() {
    if (ofThisProcess == null) {
      ofThisProcess =
          peers.join(
              Arrival.connected(
                  "link:" + hello.session(), "cli", hello.pid(), Path.of(hello.cwd())));
    }
    return ofThisProcess;
  }

  /** A sign of life of the agent that lives as long as its connection. */
  synchronized void heard() {
    if (ofThisProcess != null) {
      peers.heard(ofThisProcess.id());
    }
  }

  /** Whether a command of this connection was given as that agent. */
  boolean was(String peerId) {
    return acted.contains(peerId);
  }

  /**
   * The connection has ended, by the command or, if {@code byUs}, by this broker: then the command
   * comes back. Returns as whom it acted.
   */
  synchronized Set<String> leave(boolean byUs) {
    if (ofThisProcess != null) {
      peers.disconnected(ofThisProcess.id(), byUs ? grace : Duration.ZERO, "its command ended");
    }
    return Set.copyOf(acted);
  }
}
