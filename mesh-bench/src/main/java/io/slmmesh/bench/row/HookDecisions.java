package io.slmmesh.bench.row;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.bench.suite.EditHook;
import io.slmmesh.bench.suite.Figures;
import io.slmmesh.bench.suite.Goal;
import io.slmmesh.bench.suite.Ground;
import io.slmmesh.bench.suite.HttpConnection;
import io.slmmesh.bench.suite.Session;
import io.slmmesh.bench.suite.SystemUnderTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * "May this file be edited?" in each form in which a client asks it. Most edits follow one of the
 * same file, so the agent that asks holds the file already; the first edit of a file is timed too.
 */
public final class HookDecisions implements Row {
  private static final int WARM_UP = 100;
  private static final int DECISIONS = 300;
  private static final int PROCESSES = 20;
  private static final Goal QUICK = Goal.p50(5);
  private static final Goal AS_A_PROCESS = Goal.p50(40);

  @Override
  public void measure(SystemUnderTest system, Figures figures)
      throws IOException, InterruptedException {
    try (var ground = new Ground(system)) {
      Optional<EditHook> hook = system.editHook(ground);
      if (hook.isPresent()) {
        new Asked(hook.get(), hook.get().open(), ground.work(), figures).inEachForm();
      }
    }
  }

  /** One way to ask; returns the answer. */
  @FunctionalInterface
  private interface Form {
    String ask(int number) throws IOException, InterruptedException;
  }

  private record Asked(EditHook hook, Session session, Path work, Figures figures) {
    void inEachForm() throws IOException, InterruptedException {
      Path file = Files.createFile(work.resolve("held.c"));
      HttpConnection.Request request = hook.http(session, file);
      often("as a tool call", _ -> call(file));
      try (var connection = HttpConnection.to(request.port())) {
        often("over HTTP, kept connection", _ -> connection.ask(request));
      }
      often("over HTTP, new connection", _ -> askAnew(request));
      String input = hook.input(file);
      for (int i = 0; i < PROCESSES; i++) {
        time("as a process", AS_A_PROCESS, i, _ -> run(input));
      }
      often("as a tool call, first edit of the file", n -> call(work.resolve("free" + n + ".c")));
    }

    private void often(String form, Form question) throws IOException, InterruptedException {
      for (int i = 0; i < WARM_UP; i++) {
        check(question.ask(i));
      }
      for (int i = WARM_UP; i < WARM_UP + DECISIONS; i++) {
        time(form, QUICK, i, question);
      }
    }

    private void time(String form, Goal goal, int number, Form question)
        throws IOException, InterruptedException {
      long began = System.nanoTime();
      String answer = question.ask(number);
      figures.time("hook decision " + form, goal, System.nanoTime() - began);
      check(answer);
    }

    private void check(String answer) throws IOException {
      if (!hook.allows(answer)) {
        throw new IOException("the edit was not allowed: " + answer);
      }
    }

    private String call(Path file) throws IOException {
      return session.call(hook.tool(file)).text();
    }

    private static String askAnew(HttpConnection.Request request) throws IOException {
      try (var connection = HttpConnection.to(request.port())) {
        return connection.ask(request);
      }
    }

    private String run(String input) throws IOException, InterruptedException {
      Process process = hook.command().start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      }
      String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("the hook ended with " + process.exitValue());
      }
      return answer;
    }
  }
}
