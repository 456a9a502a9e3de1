package io.slmmesh.cli.command;

import io.slmmesh.api.link.LinkException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

/** The command line: knows all words, builds what the given one needs, and ends with its code. */
public final class Cli {
  /** The name of the program. */
  static final String NAME = "slm-mesh";

  private static final int LEAST_HELP = 60;
  private static final int MOST_HELP = 100;
  private static final Set<String> HELP = Set.of("-h", "--help", HelpWord.NAME);

  /** Words that need to know all others. */
  private static final Set<String> WHOLE = Set.of(HelpWord.NAME, CompletionWord.NAME);

  private final Desk desk;
  private final Map<String, Function<Desk, Word>> words = new LinkedHashMap<>();

  public Cli(Invocation invocation) {
    this.desk = new Desk(invocation);
    words.put("status", StatusWord::new);
    words.put("peers", PeersWord::new);
    words.put("send", SendWord::new);
    words.put("broadcast", BroadcastWord::new);
    words.put("inbox", InboxWord::new);
    words.put("history", HistoryWord::new);
    words.put("summary", SummaryWord::new);
    words.put("state", StateWords::of);
    words.put("lock", LockWords::of);
    words.put("events", EventsWords::of);
    words.put("start", StartWord::new);
    words.put("stop", StopWord::new);
    words.put("setup", SetupWord::new);
    words.put("doctor", DoctorWord::new);
    words.put("clean", CleanWord::new);
    words.put("token", TokenWords::of);
    words.put("demo", DemoWord::new);
    words.put("guard", GuardWords::of);
    words.put("hook", HookWord::new);
    words.put("mcp", ProcessWord::mcp);
    words.put("broker", ProcessWord::broker);
    words.put(CompletionWord.NAME, CompletionWord::new);
    words.put("version", VersionWord::new);
    words.put(HelpWord.NAME, HelpWord::new);
    words.put(RehearsalWord.NAME, RehearsalWord::new);
  }

  /** Runs the command that the words make; returns the exit code. */
  public int run(String... given) {
    int code = commandLine(given).execute(given);
    desk.screen().flush();
    return code;
  }

  /** Only the part of the tree that the words reach into: each part costs every command's start. */
  private CommandLine commandLine(String... given) {
    String first =
        Arrays.stream(given).filter(word -> !word.startsWith("-")).findFirst().orElse("");
    boolean one = words.containsKey(first) && !WHOLE.contains(first);
    CommandLine root = new RootWord(desk).syntax().line();
    words.forEach((name, word) -> {
      if (!one || name.equals(first)) {
        root.addSubcommand(name, word.apply(desk).syntax().line());
      }
    });
    return configured(root, given);
  }

  private CommandLine configured(CommandLine root, String... given) {
    root.registerConverter(Duration.class, new Durations())
        .setOut(new PrintWriter(desk.invocation().out(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(desk.screen().colours() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(this::misunderstood)
        .setExecutionExceptionHandler((failure, _, _) -> failed(failure));
    if (Arrays.stream(given).anyMatch(HELP::contains)) {
      root.setUsageHelpWidth(Math.clamp(desk.screen().width(), LEAST_HELP, MOST_HELP));
    }
    return root;
  }

  private int misunderstood(ParameterException problem, String... given) {
    desk.json(
        Arrays.stream(given).takeWhile(word -> !word.equals("--")).anyMatch("--json"::equals));
    return failed(Failure.usage(Misunderstanding.of(problem).message()));
  }

  private int failed(Exception failure) {
    Failure known =
        switch (failure) {
          case Failure told -> told;
          case LinkException unreachable -> Failure.of(unreachable);
          case IOException broken -> Failure.internal(String.valueOf(broken.getMessage()));
          default -> Failure.internal("unexpected: " + failure);
        };
    desk.fail(known);
    return known.exit().code();
  }
}
