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

/** Sends the log to a file, one JSON object a line; when it is full, it is kept under a number. */
public final class LogFile {
  private static final int LARGEST = 4 << 20;
  private static final int FILES = 3;

  private LogFile() {}

  /**
   * Must be called once, before the first log line. {@code current} has the name {@code
   * <something>.0.log}; {@code <something>.1.log} and so on are older.
   */
  public static void open(Path current) throws IOException {
    Logger root = Logger.getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    var file = new FileHandler(pattern(current), LARGEST, FILES, true);
    file.setFormatter(new JsonLines());
    root.addHandler(file);
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
