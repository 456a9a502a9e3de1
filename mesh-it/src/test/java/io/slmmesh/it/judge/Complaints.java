package io.slmmesh.it.judge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the Java SDK logs about a server that does not keep the rules; it tells nobody else. */
public final class Complaints implements AutoCloseable {
  private final Logger sdk = Logger.getLogger("io.modelcontextprotocol");
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final Handler ear =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          heard.add(new SimpleFormatter().format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public Complaints() {
    sdk.setLevel(Level.WARNING);
    sdk.addHandler(ear);
  }

  /** Fails if there were any. */
  @Override
  public void close() {
    sdk.removeHandler(ear);
    sdk.setLevel(null);
    assertThat(heard).as("what the SDK complained of").isEmpty();
  }
}
