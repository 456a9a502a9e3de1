package io.slmmesh.cli.bridge;

import io.slmmesh.api.link.Door;
import io.slmmesh.api.link.Hello;
import io.slmmesh.api.link.LinkException;
import io.slmmesh.api.link.RuntimeDir;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.util.Map;

/** One agent session: composes the threads, and is itself the one that may wait for the broker. */
public final class Bridge {
  /** While no heartbeat can be written, which is otherwise the time to look for the parent. */
  private static final long PARENT_CHECK = 2000;

  private static final long STACK = 0;

  private final Agent agent;
  private final Session session = new Session();
  private final Thread agentReader;
  private final Thread brokerReader;

  Bridge(Agent agent, Door door, Hello hello, HostInbox inbox) {
    this.agent = agent;
    this.agentReader = thread("agent", new AgentReader(agent, session));
    this.brokerReader = thread("broker", new BrokerReader(agent, session, door, hello, inbox));
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, STACK, false);
    thread.setDaemon(true);
    return thread;
  }

  /** Bridges this process's stdin and stdout; gives the exit code. */
  public static int ofThisProcess() {
    thread("unix", Door::foresee).start();
    Map<String, String> environment = System.getenv();
    Lineage lineage = Lineage.now();
    Agent agent =
        new Agent(
            new FileInputStream(FileDescriptor.in).getChannel(),
            new FileOutputStream(FileDescriptor.out),
            new Orphanhood(lineage),
            new Hangup(),
            new Notes());
    try {
      RuntimeDir dir = RuntimeDir.open(environment);
      String launcher = System.getProperty(Door.LAUNCHER);
      Hello hello =
          lineage.hello(
              Hello.Face.MCP, System.getProperty("user.dir", ""), Hello.environmentOf(environment));
      Door door = new Door(dir, launcher, environment, agent.notes());
      return new Bridge(agent, door, hello, HostInbox.of(environment)).run();
    } catch (LinkException unusable) {
      agent.notes().accept(String.valueOf(unusable.getMessage()));
      return unusable.exitCode();
    }
  }

  /** Runs until the agent or its process is gone, or no broker can be had at the start. */
  int run() {
    brokerReader.start();
    agentReader.start();
    try {
      return writeToBroker();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      session.exit(0);
      brokerReader.interrupt();
      agentReader.interrupt();
    }
  }

  private int writeToBroker() throws InterruptedException {
    while (true) {
      Session.Outgoing next = session.take(PARENT_CHECK);
      Integer exitCode = session.exitCode();
      if (exitCode != null) {
        return exitCode;
      }
      if (next != null) {
        session.write(next);
      }
      if ((next == null || next.isHeartbeat()) && agent.gone().getAsBoolean()) {
        return 0;
      }
    }
  }
}
