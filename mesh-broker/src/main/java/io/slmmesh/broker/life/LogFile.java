package io.slmmesh.broker.life;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the log to {@code broker.0.log} in the data directory, one JSON object a line; {@code
 * broker.1.log} and so on are older.
 */
public final class LogFile {
  private static final int LARGEST = 4 << 20;
  private static final int FILES = 3;

  private LogFile() {}

  /** Must be called once, before the first log line. */
  public static void open(Path directory) throws IOException {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    var file = new FileHandler(directory.resolve("broker.%g.log").toString(), LARGEST, FILES, true);
    file.setFormatter(new JsonLines());
    root.addHandler(file);
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
