package io.slmmesh.cli.command;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the signals that would end this process and passes them on to the command it runs. The
 * class library has no other way to a signal than this old one, which may be reached by name only.
 */
final class Signals implements AutoCloseable {
  private static final List<String> TAKEN = List.of("HUP", "INT", "TERM");
  private static final int GROUP = 2;
  private static final int TERMINALS_GROUP = 5;

  private final Deque<String> early = new ArrayDeque<>();
  private long target;
  private boolean over;

  private Signals() {}

  /** From now on no signal of these ends this process. */
  static Signals take() {
    Signals signals = new Signals();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ours =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, given) -> signals.handle(proxy, method.getName(), given));
      for (String name : TAKEN) {
        Object each = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, each, ours);
      }
    } catch (ReflectiveOperationException unavailable) {
      // Then a signal ends this process, and with it the lock.
      return signals;
    }
    return signals;
  }

  /** Handlers are put into tables, so the methods of every object are asked for too. */
  private @Nullable Object handle(Object proxy, String method, Object[] given) {
    return switch (method) {
      case "handle" -> {
        pass(given[0].toString().replace("SIG", ""));
        yield null;
      }
      case "equals" -> System.identityHashCode(proxy) == System.identityHashCode(given[0]);
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "signals";
    };
  }

  /** The process that gets them, also those that came before it was there. */
  synchronized void passTo(long pid) {
    target = pid;
    early.forEach(name -> send(name, pid));
    early.clear();
  }

  private synchronized void pass(String name) {
    if (over) {
      return;
    }
    if (target == 0) {
      early.add(name);
    } else if (!name.equals("INT") || !terminalSendsIt()) {
      send(name, target);
    }
  }

  private static void send(String name, long pid) {
    try {
      Process _ = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).inheritIO().start();
    } catch (IOException noShell) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }
  }

  /** Ctrl-C reaches every process in the foreground by itself; twice would be once too often. */
  private static boolean terminalSendsIt() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return afterName[GROUP].equals(afterName[TERMINALS_GROUP]);
    } catch (IOException | IndexOutOfBoundsException elsewhere) {
      return true;
    }
  }

  @Override
  public synchronized void close() {
    over = true;
  }
}
