package io.slmmesh.broker.life;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends the log to a file, one JSON object a line; when it is full, it is kept under a number. */
public final class LogFile implements AutoCloseable {
  private static final int LARGEST = 4 << 20;
  private static final int FILES = 3;

  /** Libraries that would tell of their work, and repeat whatever strangers send them. */
  private static final Map<String, Level> QUIETER =
      Map.of(
          "org.eclipse.jetty", Level.WARNING,
          "org.eclipse.jetty.http", Level.OFF,
          "org.eclipse.jetty.util.HostPort", Level.OFF);

  private final FileHandler file;

  /** Kept, for the JDK forgets the levels of loggers that nobody holds. */
  private final List<Logger> quieter;

  private LogFile(FileHandler file) {
    this.file = file;
    this.quieter = QUIETER.keySet().stream().map(Logger::getLogger).toList();
    quieter.forEach(logger -> logger.setLevel(QUIETER.get(logger.getName())));
  }

  /**
   * Must be called once, before the first log line. {@code current} has the name {@code
   * <something>.0.log}; {@code <something>.1.log} and so on are older.
   */
  public static LogFile open(Path current) throws IOException {
    System.setProperty("java.util.logging.manager", LastingLogs.class.getName());
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    var file = new FileHandler(pattern(current), LARGEST, FILES, true);
    file.setFormatter(new JsonLines());
    root.addHandler(file);
    return new LogFile(file);
  }

  /**
   * The JDK closes all logs beside the hook in which a broker that got a signal still finishes its
   * work. With this manager they stay open until {@link LogFile#close}.
   */
  public static final class LastingLogs extends LogManager {
    @Override
    public void reset() {
      // Nothing: that is all that the JDK does at the end.
    }
  }

  /** What is said after this is lost. */
  @Override
  public void close() {
    file.close();
  }

  /** In a pattern, a percent sign of the directory would mean something else. */
  private static String pattern(Path current) {
    String name = current.toString().replace("%", "%%");
    return name.substring(0, name.length() - "0.log".length()) + "%g.log";
  }

  private static final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord event) {
      return Json.text(
              JsonObject.of(
                  "time", event.getInstant(),
                  "level", event.getLevel().getName(),
                  "logger", event.getLoggerName(),
                  "message", formatMessage(event),
                  "failure", trace(event.getThrown())))
          + "\n";
    }

    private static @Nullable String trace(@Nullable Throwable failure) {
      if (failure == null) {
        return null;
      }
      var text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text, true));
      return text.toString();
    }
  }
}
