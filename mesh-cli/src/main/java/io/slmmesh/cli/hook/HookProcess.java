package io.slmmesh.cli.hook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.api.link.Door;
import io.slmmesh.api.link.Frames;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The process that answers one hook. Its exit code is always 0: some clients take another one as a
 * refusal.
 */
public final class HookProcess implements Runnable {
  /** Longer than a broker that works ever takes; shorter than an agent should wait for one. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int LONGEST_NAME = 60;

  /** Clients that show people a note of a hook, and how they want it. */
  private static final String CLAUDE = "claude-code";

  private final Map<String, String> environment;
  private final String client;
  private final String event;

  /** Of the answer and the note that there is none, the client is given one. */
  private final AtomicBoolean answered = new AtomicBoolean();

  private HookProcess(Map<String, String> environment, String client, String event) {
    this.environment = environment;
    this.client = client;
    this.event = event;
  }

  /** Whether these words are a hook. The launcher tells it by the same signs. */
  public static boolean isMeant(String... words) {
    return words.length == 3
        && words[0].equals("hook")
        && beginsWithLetter(words[1])
        && beginsWithLetter(words[2]);
  }

  private static boolean beginsWithLetter(String word) {
    return !word.isEmpty() && isLetter(word.charAt(0));
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Whether the word can stand in JSON as it is. */
  private static boolean isName(String word) {
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (!isLetter(c) && c != '-' && c != '_' && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return word.length() <= LONGEST_NAME;
  }

  /** Answers the hook that these words name, on this process's stdin and stdout. */
  public static int run(String... words) {
    var process = new HookProcess(System.getenv(), words[1], words[2]);
    var worker = new Thread(process, "hook");
    worker.setDaemon(true);
    worker.start();
    Door.foresee();
    try {
      if (!worker.join(PATIENCE)) {
        process.unguarded("the broker did not answer in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  @Override
  public void run() {
    try {
      if (!isName(client) || !isName(event)) {
        throw new IOException("no client and event are called so");
      }
      byte[] payload = new FileInputStream(FileDescriptor.in).readNBytes(Frames.MAX_LINE + 1);
      HookCall call = HookCall.find(environment);
      if (call == null) {
        unguarded("no broker runs");
        return;
      }
      try (call) {
        answer(call, payload);
      }
    } catch (IOException failed) {
      unguarded(String.valueOf(failed.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HookCall call, byte[] payload) throws IOException {
    String answer = call.ask(client, event, payload);
    if (answered.getAndSet(true)) {
      return;
    }
    if (!answer.equals("{}")) {
      write(FileDescriptor.out, answer);
    }
    call.written();
  }

  /** People are told that nothing guards their files; the agent goes on. */
  private void unguarded(String why) {
    if (answered.getAndSet(true)) {
      return;
    }
    String note =
        "slm-mesh: ".concat(why).concat("; this edit is not guarded and no mail is shown");
    try {
      write(FileDescriptor.err, note);
      if (client.equals(CLAUDE) && event.equals("PreToolUse")) {
        write(FileDescriptor.out, "{\"systemMessage\":\"".concat(escaped(note)).concat("\"}"));
      }
    } catch (IOException nobodyReads) {
      return;
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"").replace('\n', ' ');
  }

  private static void write(FileDescriptor where, String text) throws IOException {
    new FileOutputStream(where).write(text.concat("\n").getBytes(UTF_8));
  }
}
