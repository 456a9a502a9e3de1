package io.slmmesh.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a reader must know of the machine, and nothing that names it. */
record Machine(Map<String, String> notes) {
  static Machine here() throws IOException {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    notes.put("kernel", System.getProperty("os.version", "").replaceAll("[^0-9.].*", ""));
    notes.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    notes.put("processor", line("/proc/cpuinfo", "model name"));
    notes.put("memory", line("/proc/meminfo", "MemTotal"));
    notes.put("jdk", System.getProperty("java.vendor") + " " + Runtime.version());
    Path place = Path.of(System.getProperty("java.io.tmpdir"));
    FileStore store = Files.getFileStore(place);
    notes.put("file system", store.type());
    return new Machine(notes);
  }

  private static String line(String file, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    return "unknown";
  }

  static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
  }

  /** For the name of a result file. */
  String kind() {
    String system = String.valueOf(notes.get("system")).toLowerCase(java.util.Locale.ROOT);
    return system.replace(' ', '-') + "-" + notes.get("cores") + "cpu";
  }
}
