package io.slmmesh.bench.scale;

import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Each figure of the row {@code scale} against what is stored, as SVG: one small panel each. The
 * colours are of middle brightness and the ground is left out, so that it can be read on light and
 * on dark pages.
 */
public final class Plot {
  private static final int COLUMNS = 4;
  private static final int PANEL_WIDTH = 225;
  private static final int PANEL_HEIGHT = 150;
  private static final int LEFT = 46;
  private static final int RIGHT = 30;
  private static final int TOP = 30;
  private static final int BOTTOM = 24;
  private static final int HEAD = 30;
  private static final String STYLE =
      """
      <style>
        text { font: 11px sans-serif; fill: #6e7781; }
        .title { font-weight: bold; }
        .grid { stroke: #8b949e; stroke-opacity: 0.4; }
        .line { fill: none; stroke-width: 2; }
        .filled { stroke: #2f81f7; fill: #2f81f7; }
        .empty { stroke: #c9722a; fill: #c9722a; stroke-dasharray: 4 3; }
        polyline.filled, polyline.empty { fill: none; }
      </style>
      """;

  /** One thing that was measured; {@code empty} has no points where there was no empty mesh. */
  private record Panel(String name, String unit, List<Point> filled, List<Point> empty) {
    double most() {
      double most = 0;
      for (Point point : filled) {
        most = Math.max(most, point.y());
      }
      for (Point point : empty) {
        most = Math.max(most, point.y());
      }
      return most;
    }
  }

  /** {@code x} is the number of messages. */
  private record Point(double x, double y) {}

  private final StringBuilder svg = new StringBuilder();

  private Plot() {}

  /** The picture, if the row was measured. */
  public static Optional<String> of(Figures figures) {
    List<Panel> panels = panels(figures);
    return panels.isEmpty() ? Optional.empty() : Optional.of(new Plot().draw(panels));
  }

  private static List<Panel> panels(Figures figures) {
    Map<String, Figures.Figure> byName = new HashMap<>();
    figures.all().forEach(figure -> byName.put(figure.what(), figure));
    List<Panel> panels = new ArrayList<>();
    String first = Amounts.title(Amounts.SHARES.getFirst());
    for (Figures.Figure figure : figures.all()) {
      String name = figure.what().startsWith(first) ? figure.what().substring(first.length()) : "";
      if (!name.isEmpty() && !name.endsWith(Amounts.EMPTY) && !name.endsWith(Amounts.RATIO)) {
        List<Point> empty = points(byName, name + Amounts.EMPTY);
        panels.add(new Panel(name, figure.unit(), points(byName, name), empty));
      }
    }
    return panels;
  }

  private static List<Point> points(Map<String, Figures.Figure> byName, String name) {
    List<Point> points = new ArrayList<>();
    for (double share : Amounts.SHARES) {
      Figures.Figure figure = byName.get(Amounts.title(share) + name);
      if (figure != null) {
        points.add(new Point(Amounts.FULL.times(share).messages(), figure.sample().p50()));
      }
    }
    return points;
  }

  private String draw(List<Panel> panels) {
    int rows = (panels.size() + COLUMNS - 1) / COLUMNS;
    int width = COLUMNS * PANEL_WIDTH;
    int height = HEAD + rows * PANEL_HEIGHT;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\">"
            .formatted(width, height));
    add("<title>What each operation costs against what is stored</title>");
    svg.append(STYLE);
    add("<polyline class=\"line filled\" points=\"10,14 34,14\"/>");
    text(40, 18, "", "filled");
    add("<polyline class=\"line empty\" points=\"90,14 114,14\"/>");
    text(120, 18, "", "the empty mesh beside it");
    text(300, 18, "", "medians against the number of messages stored; all else grows with it");
    for (int i = 0; i < panels.size(); i++) {
      int x = i % COLUMNS * PANEL_WIDTH;
      int y = HEAD + i / COLUMNS * PANEL_HEIGHT;
      add("<g transform=\"translate(%s %s)\">".formatted(x, y));
      panel(panels.get(i));
      add("</g>");
    }
    return svg.append("</svg>\n").toString();
  }

  private void panel(Panel panel) {
    double top = roundUp(panel.most());
    text(LEFT, 16, "title", panel.name() + ", " + panel.unit());
    for (double value : new double[] {0, top / 2, top}) {
      double y = y(value, top);
      add(
          "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
              .formatted(LEFT, place(y), PANEL_WIDTH - RIGHT + 8, place(y)));
      add(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"end\">%s</text>"
              .formatted(LEFT - 6, place(y + 4), Goal.number(value)));
    }
    for (Point point : panel.filled()) {
      add(
          "<text x=\"%s\" y=\"%s\" text-anchor=\"middle\">%s</text>"
              .formatted(place(x(point.x())), PANEL_HEIGHT - 8, count(point.x())));
    }
    line("empty", panel.empty(), top);
    line("filled", panel.filled(), top);
  }

  private void line(String series, List<Point> points, double top) {
    List<String> corners = new ArrayList<>();
    for (Point point : points) {
      corners.add(place(x(point.x())) + "," + place(y(point.y(), top)));
    }
    if (!corners.isEmpty()) {
      add(
          "<polyline class=\"line %s\" points=\"%s\"/>"
              .formatted(series, String.join(" ", corners)));
    }
    for (Point point : points) {
      add(
          "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"2\"/>"
              .formatted(series, place(x(point.x())), place(y(point.y(), top))));
    }
  }

  /** Logarithmic; nothing at all stands one step before the least. */
  private static double x(double messages) {
    double least = Math.log10(Amounts.FULL.times(Amounts.SHARES.get(1)).messages()) - 1;
    double most = Math.log10(Amounts.FULL.messages());
    double place = messages == 0 ? 0 : (Math.log10(messages) - least) / (most - least);
    return LEFT + 10 + place * (PANEL_WIDTH - LEFT - 10 - RIGHT);
  }

  private static double y(double value, double top) {
    return PANEL_HEIGHT - BOTTOM - value / top * (PANEL_HEIGHT - TOP - BOTTOM);
  }

  /** The next of 1, 2, 3, 4, 5, 6, 8, 10 times a power of ten. */
  private static double roundUp(double value) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(value, 1e-6))));
    for (int step : new int[] {1, 2, 3, 4, 5, 6, 8}) {
      if (value <= step * unit) {
        return step * unit;
      }
    }
    return 10 * unit;
  }

  private static String count(double messages) {
    int whole = (int) messages;
    return whole >= 1_000_000
        ? whole / 1_000_000 + " M"
        : whole >= 1000 ? whole / 1000 + " k" : Integer.toString(whole);
  }

  private void text(int x, int y, String style, String text) {
    add("<text x=\"%s\" y=\"%s\" class=\"%s\">%s</text>".formatted(x, y, style, text));
  }

  private void add(String element) {
    svg.append(element).append('\n');
  }

  private static String place(double value) {
    return Double.toString(Math.round(10 * value) / 10.0);
  }
}
