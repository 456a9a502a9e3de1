package io.slmmesh.broker.http;

import io.slmmesh.broker.life.Clockwork;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Cuts off who opens a connection and does not bring a whole request head over it in time, and who
 * trickles: a connection that got bytes in two looks in a row and finished no head in between.
 */
final class SlowClients implements Connection.Listener {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Clockwork clockwork;
  private final Map<Connection, Runnable> watched = new ConcurrentHashMap<>();

  SlowClients(Clockwork clockwork) {
    this.clockwork = clockwork;
  }

  @Override
  public void onOpened(Connection connection) {
    watched.put(connection, clockwork.every(LOOK, new Look(connection)));
  }

  @Override
  public void onClosed(Connection connection) {
    Runnable callOff = watched.remove(connection);
    if (callOff != null) {
      callOff.run();
    }
  }

  /** What a connection had brought when it was looked at last. */
  private static final class Look implements Runnable {
    private final Connection connection;
    private long bytes;
    private long requests;
    private boolean begun;

    Look(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void run() {
      boolean headUnderWay = connection.getMessagesIn() == connection.getMessagesOut();
      boolean trickles = connection.getBytesIn() > bytes && connection.getMessagesIn() == requests;
      boolean silent = connection.getMessagesIn() == 0;
      if (headUnderWay && (silent || (begun && trickles))) {
        connection.getEndPoint().close();
        return;
      }
      begun = trickles;
      bytes = connection.getBytesIn();
      requests = connection.getMessagesIn();
    }
  }
}
