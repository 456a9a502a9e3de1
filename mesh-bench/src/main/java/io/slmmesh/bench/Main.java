package io.slmmesh.bench;

import io.slmmesh.bench.row.AgentDeaths;
import io.slmmesh.bench.row.BrokerDeaths;
import io.slmmesh.bench.row.Calls;
import io.slmmesh.bench.row.Commands;
import io.slmmesh.bench.row.Crowd;
import io.slmmesh.bench.row.Flood;
import io.slmmesh.bench.row.HookDecisions;
import io.slmmesh.bench.row.Idle;
import io.slmmesh.bench.row.Memory;
import io.slmmesh.bench.row.Price;
import io.slmmesh.bench.row.Row;
import io.slmmesh.bench.row.Scale;
import io.slmmesh.bench.row.Starts;
import io.slmmesh.bench.row.Waiting;
import io.slmmesh.bench.scale.Plot;
import io.slmmesh.bench.suite.ClaudePeers;
import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Reference;
import io.slmmesh.bench.suite.SlmMesh;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the rows for each system in turn, round after round, and writes what came out. */
public final class Main {
  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  static {
    ROWS.put("starts", new Starts());
    ROWS.put("memory", new Memory());
    ROWS.put("calls", new Calls());
    ROWS.put("waiting", new Waiting());
    ROWS.put("commands", new Commands());
    ROWS.put("hooks", new HookDecisions());
    ROWS.put("idle", new Idle());
    ROWS.put("agent-deaths", new AgentDeaths());
    ROWS.put("broker-deaths", new BrokerDeaths());
    ROWS.put("flood", new Flood());
    ROWS.put("crowd", new Crowd());
    ROWS.put("scale", new Scale());
    ROWS.put("price", new Price());
  }

  /** Rows that are too long or too steady for more than one round. */
  private static final List<String> ONCE = List.of("idle", "flood", "scale", "price");

  private final List<SystemUnderTest> systems = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();
  private int rounds = 3;
  private Path out = Path.of("mesh-bench", "results");
  private boolean writes = true;

  private Main() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    var main = new Main();
    for (int i = 0; i + 1 < args.length; i += 2) {
      main.take(args[i], args[i + 1]);
    }
    main.run();
  }

  private void take(String option, String value) {
    switch (option) {
      case "--image" -> {
        int equals = value.indexOf('=');
        String name = equals < 0 ? "slm-mesh" : value.substring(0, equals);
        systems.add(new SlmMesh(name, Path.of(value.substring(equals + 1)).toAbsolutePath()));
      }
      case "--reference" -> systems.add(new Reference(Path.of(value).toAbsolutePath()));
      case "--claude-peers" -> systems.add(new ClaudePeers(Path.of(value).toAbsolutePath()));
      case "--rows" -> rows.addAll(List.of(value.split(",", -1)));
      case "--rounds" -> rounds = Integer.parseInt(value);
      case "--out" -> {
        out = Path.of(value);
        writes = !value.equals("-");
      }
      default ->
          throw new IllegalArgumentException(
              "unknown option "
                  + option
                  + "; known: --image --reference --claude-peers --rows --rounds --out");
    }
  }

  private void run() throws IOException, InterruptedException {
    Map<String, Figures> figures = new LinkedHashMap<>();
    for (SystemUnderTest system : systems) {
      System.err.println("preparing " + system.name());
      system.prepare();
    }
    var noise = new Figures();
    List<String> loads = new ArrayList<>();
    for (String name : rows.isEmpty() ? List.copyOf(ROWS.keySet()) : rows) {
      Noise.measure(noise);
      loads.add(name + " " + Machine.load());
      measure(name, figures);
    }
    finish(
        new Report(
            LocalDate.now(ZoneOffset.UTC).toString(),
            Machine.here(),
            String.join(", ", loads),
            noise,
            figures));
  }

  private void measure(String name, Map<String, Figures> figures)
      throws IOException, InterruptedException {
    Row row = ROWS.get(name);
    if (row == null) {
      throw new IllegalArgumentException("unknown row " + name + "; known: " + ROWS.keySet());
    }
    for (int round = 0; round < (ONCE.contains(name) ? 1 : rounds); round++) {
      for (SystemUnderTest system : systems) {
        if (!system.can(name)) {
          continue;
        }
        System.err.println(name + ", round " + (round + 1) + ", " + system.name());
        row.measure(system, figures.computeIfAbsent(system.name(), _ -> new Figures()));
      }
    }
  }

  private void finish(Report report) throws IOException {
    System.out.println(report.markdown());
    if (writes) {
      Files.createDirectories(out);
      String name = report.date() + "-" + report.machine().kind();
      Files.writeString(out.resolve(name + ".md"), report.markdown());
      Files.writeString(out.resolve(name + ".json"), report.json() + "\n");
      for (Map.Entry<String, Figures> system : report.systems().entrySet()) {
        Optional<String> plot = Plot.of(system.getValue());
        if (plot.isPresent()) {
          String which = report.systems().size() == 1 ? "" : "-" + system.getKey();
          Files.writeString(out.resolve(name + which + "-scale.svg"), plot.get());
        }
      }
      System.err.println("written: " + out.resolve(name) + ".md and .json");
    }
  }
}
