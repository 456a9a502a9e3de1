package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import io.slmmesh.it.mesh.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What peers write can't do anything to the terminal of who reads it. */
class HostileTextIT {
  private static final String EVIL =
      "\u001b[2J\u001b]0;owned\u0007\u009b31m\u202etxt.exe\u2066\u200b\ufeff\u0085\u2028\r\b";

  private static boolean isHostile(int c) {
    return (c < 0x20 && c != '\n' && c != '\t')
        || (c >= 0x7f && c < 0xa0)
        || (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2028 && c <= 0x202e)
        || (c >= 0x2060 && c <= 0x206f)
        || c == 0xfeff;
  }

  @Test
  void everyViewNeutralisesEveryTextOfAPeer() throws IOException {
    try (Mesh mesh = Mesh.create()) {
      Path place = mesh.directory("evil" + EVIL.replace("\u0085", ""));
      Files.createDirectories(place.resolve(".git/objects"));
      Files.createDirectories(place.resolve(".git/refs"));
      Files.writeString(place.resolve(".git/HEAD"), "ref: refs/heads/b\u001b[31m\u202e\n");
      Agent evil = mesh.agent().client("client" + EVIL).in(place).start();
      Shell shell = Shell.of(mesh).in(place);
      shell.run("summary", "here", "--as", "victim");
      evil.tool("mesh_summary", "summary", "summary" + EVIL);
      evil.tool("mesh_send", "to", "victim", "message", "message" + EVIL + "\nnext\tline");
      evil.tool("mesh_state", "action", "set", "key", "key" + EVIL, "value", "value" + EVIL);
      evil.tool("mesh_state", "action", "set", "key", "plain", "value", "value" + EVIL);
      evil.tool(
          "mesh_lock", "action", "lock", "filePath", "file" + EVIL, "reason", "reason" + EVIL);

      List<String[]> commands =
          List.of(
              new String[] {"peers"},
              new String[] {"status"},
              new String[] {"inbox", "--peek", "--as", "victim"},
              new String[] {"history", "--as", "victim"},
              new String[] {"state", "list"},
              new String[] {"state", "get", "plain"},
              new String[] {"state", "get", "none" + EVIL},
              new String[] {"lock", "list"},
              new String[] {"lock", "acquire", "file" + EVIL, "--as", "victim"},
              new String[] {"events", "list"},
              new String[] {"doctor"},
              new String[] {"word" + EVIL},
              new String[] {"send", "peer" + EVIL, "hi", "--as", "victim"});
      for (String[] command : commands) {
        assertHarmless(shell, command);
      }

      assertThat(shell.run("inbox", "--peek", "--as", "victim").out())
          .contains("message\\x1b[2J", "\\u202etxt.exe", "\n    next\tline");
      assertThat(shell.run("peers").out()).contains("\\x1b");
      assertThat(shell.run("lock", "acquire", "file" + EVIL, "--as", "victim").err())
          .contains("reason\\x1b[2J");
      assertThat(
              Answer.texts(
                  Json.object(shell.run("inbox", "--as", "victim", "--json").out()),
                  "messages",
                  "payload"))
          .containsExactly("message" + EVIL + "\nnext\tline");
    }
  }

  private static void assertHarmless(Shell shell, String... command) {
    for (String json : List.of("", "--json")) {
      String[] words = json.isEmpty() ? command : append(command, json);
      Ran ran = shell.run(words);
      assertThat((ran.out() + ran.err()).codePoints().filter(HostileTextIT::isHostile).toArray())
          .as(String.join(" ", words) + " printed " + ran)
          .isEmpty();
      assertThat(ran.out() + ran.err()).isNotBlank();
    }
  }

  private static String[] append(String[] words, String last) {
    String[] all = java.util.Arrays.copyOf(words, words.length + 1);
    all[words.length] = last;
    return all;
  }
}
