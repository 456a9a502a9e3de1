package io.slmmesh.broker.reach;

import io.slmmesh.api.link.Hello;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.reach.Ways.Way;
import io.slmmesh.broker.reach.Ways.Writer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The ways into the sessions that live on one connection of a bridge. */
public final class Openings {
  private final Pusher pusher;
  private final Hello hello;
  private final Writer inbox;
  private final Map<String, Way> ways = new ConcurrentHashMap<>();

  /**
   * @param inbox takes lines for the inbox of the bridge's host
   */
  public Openings(Pusher pusher, Hello hello, Writer inbox) {
    this.pusher = pusher;
    this.hello = hello;
    this.inbox = inbox;
  }

  /** An agent lives here now; its host may take messages. */
  public void movedIn(String client, String key, Caller agent) {
    Way known = ways.get(agent.id());
    Optional<Way> way = known == null ? host(client, key).map(Way::new) : Optional.of(known);
    way.ifPresent(open -> {
      ways.put(agent.id(), open);
      pusher.opened(agent.id(), open);
    });
  }

  private Optional<Host> host(String client, String key) {
    Optional<Host> byInbox = HostInbox.of(client, hello.environment()).map(each -> each.by(inbox));
    return byInbox.or(() -> CodexQueue.of(key, hello.ppid(), pusher));
  }

  /** The connection has ended. */
  public void close() {
    ways.forEach(pusher::closed);
  }
}
