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
  private static final int LEAST_HELP = 60;
  private static final int MOST_HELP = 100;
  private static final Set<String> HELP = Set.of("-h", "--help", "help");

  /** In the order of the help page. */
  private static final Map<String, Function<Desk, Object>> WORDS = words();

  private final Desk desk;

  public Cli(Invocation invocation) {
    this.desk = new Desk(invocation);
  }

  private static Map<String, Function<Desk, Object>> words() {
    Map<String, Function<Desk, Object>> words = new LinkedHashMap<>();
    words.put("start", StartWord::new);
    words.put("status", StatusWord::new);
    words.put("send", SendWord::new);
    words.put("broadcast", BroadcastWord::new);
    words.put("inbox", InboxWord::new);
    words.put("version", VersionWord::new);
    return words;
  }

  /** Runs the command that the words make; returns the exit code. */
  public int run(String... words) {
    int code = commandLine(words).execute(words);
    desk.screen().flush();
    return code;
  }

  /** Only the part of the tree that the words reach into: each part costs every command's start. */
  private CommandLine commandLine(String... words) {
    CommandLine root = new CommandLine(new Root(desk), CommandLine.defaultFactory());
    Function<Desk, Object> one = WORDS.get(firstWord(words));
    if (one == null) {
      WORDS.forEach((name, word) -> root.addSubcommand(name, word.apply(desk)));
    } else {
      root.addSubcommand(firstWord(words), one.apply(desk));
    }
    return configured(root, words);
  }

  private static String firstWord(String... words) {
    return Arrays.stream(words).filter(word -> !word.startsWith("-")).findFirst().orElse("");
  }

  private CommandLine configured(CommandLine root, String... words) {
    boolean asksForHelp = Arrays.stream(words).anyMatch(HELP::contains);
    root.registerConverter(Duration.class, new Durations())
        .setOut(new PrintWriter(desk.invocation().out(), true, StandardCharsets.UTF_8))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(desk.screen().colours() ? Ansi.ON : Ansi.OFF))
        .setParameterExceptionHandler(this::misunderstood)
        .setExecutionExceptionHandler((failure, _, _) -> failed(failure));
    if (asksForHelp) {
      root.setUsageHelpWidth(Math.clamp(desk.screen().width(), LEAST_HELP, MOST_HELP));
    }
    return root;
  }

  private int misunderstood(ParameterException problem, String[] words) {
    desk.json(
        Arrays.stream(words).takeWhile(word -> !word.equals("--")).anyMatch("--json"::equals));
    String command = problem.getCommandLine().getCommandSpec().qualifiedName();
    desk.fail(Failure.usage(problem.getMessage() + "; see " + command + " --help"));
    return Exit.USAGE.code();
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
