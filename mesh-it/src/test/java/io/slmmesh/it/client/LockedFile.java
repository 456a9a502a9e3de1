package io.slmmesh.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Mesh;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether an edit of a file that another agent has locked is denied, and the model told why. */
public final class LockedFile {
  private LockedFile() {}

  /** What the table says of the client. */
  public static String isDenied(NodeProject clients, Client client) {
    try (Mesh mesh = Mesh.create();
        StubModel model =
            StubModel.start(client.title() + ", denied", writes(client, file(mesh)))) {
      Path file = file(mesh);
      Stage stage = Stage.of(clients, mesh, model);
      stage.write(stage.home(".gitconfig"), "[slm-mesh]\n\tguard = enforce\n");
      Optional<List<String>> command = client.hooked(stage, "Write the file.");
      if (command.isEmpty()) {
        return "not tried";
      }
      new Bob(mesh).locks(file);
      String printed = stage.run(command.get());
      assertThat(model.failures()).isEmpty();
      assertThat(file).as("a locked file; the client says: " + printed).doesNotExist();
      assertThat(model.asked())
          .as("what the model is told")
          .anyMatch(asked -> asked.text().contains("is locked by bob"));
      return "yes";
    }
  }

  private static Path file(Mesh mesh) {
    return mesh.work().resolve("locked.txt");
  }

  private static Script writes(Client client, Path file) {
    return new Script()
        .when(asked -> !asked.results().isEmpty(), _ -> Reply.say("done"))
        .when(asked -> !asked.tools().isEmpty(), asked -> client.writing(asked, file));
  }
}
