package io.slmmesh.bench;

import static io.slmmesh.bench.suite.Goal.number;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Figures.Figure;
import io.slmmesh.bench.suite.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The outcome of a run as a page for people and as JSON. */
record Report(
    String date, Machine machine, String load, Figures noise, Map<String, Figures> systems) {
  private static final String HEAD =
      "| what | goal | p50 | p99 | min | max | n | |\n|---|---|---|---|---|---|---|---|\n";

  /** What a system does not have. */
  private static final String NONE = "-";

  String markdown() {
    var page = new StringBuilder("# Measured " + date + "\n\n");
    machine.notes().forEach((name, value) -> page.append("- ").append(name + ": " + value + "\n"));
    page.append("- load average before each system's rounds: ").append(load).append("\n\n");
    page.append("## The machine itself\n").append(HEAD);
    noise.all().forEach(figure -> page.append(line(figure)));
    if (systems.size() > 1) {
      page.append("\n## Side by side: p50\n").append(sideBySide());
    }
    systems.forEach((name, figures) -> {
      page.append("\n## ").append(name).append('\n').append(HEAD);
      figures.all().forEach(figure -> page.append(line(figure)));
    });
    return page.toString();
  }

  /** What the first system and another one have, with how many times as much the other has. */
  private String sideBySide() {
    List<Figures> all = List.copyOf(systems.values());
    var table = new StringBuilder();
    table.append("| what | ").append(String.join(" | ", systems.keySet())).append(" |\n");
    table.append("|---".repeat(all.size() + 1)).append("|\n");
    for (Figure first : all.getFirst().all()) {
      List<String> others = all.stream().skip(1).map(other -> beside(first, other)).toList();
      if (!others.stream().allMatch(NONE::equals)) {
        table.append("| ").append(first.what()).append(" | ").append(p50(first));
        others.forEach(other -> table.append(" | ").append(other));
        table.append(" |\n");
      }
    }
    return table.toString();
  }

  private static String beside(Figure first, Figures other) {
    return other.all().stream()
        .filter(figure -> figure.what().equals(first.what()))
        .map(figure ->
            "%s (%.1f ×)".formatted(p50(figure), figure.sample().p50() / first.sample().p50()))
        .findFirst()
        .orElse(NONE);
  }

  private static String p50(Figure figure) {
    return number(figure.sample().p50()) + unit(figure);
  }

  private static String unit(Figure figure) {
    return figure.unit().isEmpty() ? "" : " " + figure.unit();
  }

  private static String line(Figure figure) {
    Sample sample = figure.sample();
    String verdict =
        figure.goal().isNone() ? "" : figure.goal().isMetBy(sample) ? "met" : "**missed**";
    return "| "
        + String.join(
            " | ",
            figure.what(),
            figure.goal().text() + (figure.goal().isNone() ? "" : unit(figure)),
            p50(figure),
            number(sample.p99()),
            number(sample.min()),
            number(sample.max()),
            Integer.toString(sample.n()),
            verdict)
        + " |\n";
  }

  String json() {
    List<JsonObject> all = new ArrayList<>();
    systems.forEach(
        (name, figures) -> all.add(JsonObject.of("system", name, "figures", figures(figures))));
    return Json.text(
        JsonObject.of(
            "date", date,
            "machine", machine.notes(),
            "load", load,
            "noise", figures(noise),
            "systems", all));
  }

  private static List<JsonObject> figures(Figures figures) {
    return figures.all().stream().map(Report::figure).toList();
  }

  private static JsonObject figure(Figure figure) {
    Sample sample = figure.sample();
    return JsonObject.of(
        "what", figure.what(),
        "unit", figure.unit(),
        "goal", figure.goal().text(),
        "p50", sample.p50(),
        "p99", sample.p99(),
        "min", sample.min(),
        "max", sample.max(),
        "n", (long) sample.n());
  }
}
