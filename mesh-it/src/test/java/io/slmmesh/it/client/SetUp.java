package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A client that {@code slm-mesh setup --with-hooks} has told of the mesh, and nobody else: it
 * joins, an edit of a locked file is denied, and after {@code --undo} its files know nothing of the
 * mesh.
 */
public final class SetUp implements AutoCloseable {
  private final Client client;
  private final Mesh mesh = Mesh.inHome();
  private final Path file = mesh.work().resolve("locked.txt");
  private final StubModel model;
  private final Stage stage;

  private SetUp(NodeProject clients, Client client) {
    this.client = client;
    this.model = StubModel.start(client.title() + ", set up", joinsAndWrites());
    this.stage = Stage.unregistered(clients, mesh, model);
    // Not every client passes it on; then caches are trained, as for users.
    stage.set("SLM_MESH_AOT", "off");
  }

  private Script joinsAndWrites() {
    return new Script()
        .when(asked -> wasDenied(asked), _ -> Reply.say("done"))
        .when(
            asked -> asked.resultOf("mesh_status").isPresent(),
            asked -> {
              new Bob(mesh).findOnly(client);
              return client.writing(asked, file);
            })
        .elseJoins(client);
  }

  private static boolean wasDenied(Asked asked) {
    return asked.text().contains("is locked by bob");
  }

  /** What the table says of the client. */
  public static String worksAndIsUndone(NodeProject clients, Client client) {
    try (var setUp = new SetUp(clients, client)) {
      setUp.play();
      return "yes";
    }
  }

  private void play() {
    stage.write(stage.home(".gitconfig"), "[slm-mesh]\n\tguard = enforce\n");
    List<String> command =
        client.unasked(stage, "Say who you are on the mesh, then write the file.");
    Map<Path, Optional<String>> before = contents(files("--dry-run"));
    List<Path> files = files();
    Map<Path, Optional<String>> told = contents(files);
    new Bob(mesh).locks(file);

    String printed = stage.run(command);

    assertThat(model.failures()).isEmpty();
    assertThat(file).as("a locked file; the client says: " + printed).doesNotExist();
    assertThat(model.asked()).as("what the model is told").anyMatch(SetUp::wasDenied);
    Map<Path, Optional<String>> used = contents(files);
    files("--undo");
    Map<Path, Optional<String>> after = contents(files);
    for (Path each : files) {
      if (used.get(each).equals(told.get(each))) {
        assertThat(after.get(each)).as(each.toString()).isEqualTo(before.get(each));
      } else {
        assertThat(after.get(each).orElse(""))
            .as("the client has changed " + each)
            .doesNotContain(Image.underTest().launcher().toString(), "mesh_hook");
      }
    }
  }

  /** Runs setup and gives the files that it names. */
  private List<Path> files(String... options) {
    List<String> words = new ArrayList<>(List.of("setup", "--with-hooks", "--json"));
    words.addAll(List.of(options));
    words.add(client.agentType());
    Shell.Ran ran = Shell.of(mesh).run(words.toArray(String[]::new));
    assertThat(ran.code()).as(ran.toString()).isZero();
    return Answer.texts(ran.json(), "clients", "file").stream().map(Path::of).toList();
  }

  private static Map<Path, Optional<String>> contents(List<Path> files) {
    Map<Path, Optional<String>> contents = new HashMap<>();
    for (Path each : files) {
      try {
        contents.put(
            each, Files.exists(each) ? Optional.of(Files.readString(each)) : Optional.empty());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return contents;
  }

  @Override
  public void close() {
    model.close();
    mesh.close();
  }
}
