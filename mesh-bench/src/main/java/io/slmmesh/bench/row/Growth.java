package io.slmmesh.bench.row;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.Sample;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import io.slmmesh.bench.suite.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A send and an inbox in an empty mesh, and again when much is stored. */
public final class Growth implements Row {
  private static final int PEERS = 200;
  private static final int LOCKS = 10_000;
  private static final int MESSAGES = 100_000;
  private static final int UNDER_WAY = 64;
  private static final int WARM_UP = 300;
  private static final int CALLS = 500;

  @Override
  public void measure(SystemUnderTest system, Figures figures) throws IOException {
    try (var ground = new Ground(system)) {
      var pair = new Pair(system, ground.open(), ground.open());
      pair.measure(WARM_UP);
      double[] empty = pair.measure(CALLS);
      // One process of this client serves many conversations, each of them an agent of its own.
      Session many = ground.open("codex");
      List<String> addresses = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        JsonObject self = as(many, i, ToolCall.of("mesh_status")).structured().object("self");
        addresses.add(String.valueOf(self.text("id")));
      }
      fill(many, LOCKS, i -> system.lock("file" + i));
      fill(many, MESSAGES, i -> system.send(addresses.get((i + 1) % PEERS), "message " + i));
      pair.measure(WARM_UP);
      double[] full = pair.measure(CALLS);
      Goal goal = Goal.p50(1.3);
      figures.add("growth: send, full / empty", "×", goal, full[0] / empty[0]);
      figures.add("growth: inbox, full / empty", "×", goal, full[1] / empty[1]);
      figures.add("growth: send p50, empty", "ms", Goal.NONE, empty[0]);
      figures.add("growth: send p50, full", "ms", Goal.NONE, full[0]);
      figures.add("growth: inbox p50, empty", "ms", Goal.NONE, empty[1]);
      figures.add("growth: inbox p50, full", "ms", Goal.NONE, full[1]);
    }
  }

  private interface CallAt {
    ToolCall at(int index);
  }

  private static void fill(Session session, int count, CallAt calls) throws IOException {
    int posted = 0;
    for (int answered = 0; answered < count; answered++) {
      while (posted < count && posted - answered < UNDER_WAY) {
        session.post("tools/call", params(posted % PEERS, calls.at(posted)));
        posted++;
      }
      session.next().structured();
    }
  }

  private static Session.Answer as(Session session, int peer, ToolCall call) throws IOException {
    return session.ask("tools/call", params(peer, call));
  }

  private static JsonObject params(int peer, ToolCall call) {
    return JsonObject.of(
        "name",
        call.tool(),
        "arguments",
        call.arguments(),
        "_meta",
        JsonObject.of("threadId", "peer" + peer));
  }

  private record Pair(SystemUnderTest system, Session sender, Session receiver) {
    /** The medians of a send and of the inbox that takes it. */
    double[] measure(int calls) throws IOException {
      ToolCall send = system.send(system.address(receiver), "The build is green again.");
      List<Double> sends = new ArrayList<>();
      List<Double> inboxes = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        sends.add(sender.time(send) / 1e6);
        inboxes.add(receiver.time(system.receive(0)) / 1e6);
      }
      return new double[] {Sample.of(sends).p50(), Sample.of(inboxes).p50()};
    }
  }
}
