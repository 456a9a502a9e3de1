package io.slmmesh.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.api.operation.Operation;
import io.slmmesh.it.mesh.Child;
import io.slmmesh.it.mesh.HttpDoor;
import io.slmmesh.it.mesh.Image;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A program that uses {@code SLMMeshClient}: {@code src/test/python/member.py}. */
public record PythonMember(Child program, BufferedReader answers, String name) implements Member {
  private static final Path PROGRAM = Path.of("src/test/python/member.py").toAbsolutePath();

  public static PythonMember join(Mesh mesh, String name) {
    HttpDoor door = HttpDoor.unix(mesh);
    assertThat(door.answers()).isTrue();
    ProcessBuilder builder = mesh.command(Image.underTest());
    builder.command(Python.ofThisMachine().interpreter().toString(), PROGRAM.toString(), name);
    builder.environment().put("PYTHONPATH", Python.PROJECT.resolve("src").toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Child program = Child.start(builder);
    return new PythonMember(program, program.process().inputReader(StandardCharsets.UTF_8), name);
  }

  @Override
  public JsonObject ask(Operation<?, ?> operation, JsonObject input) {
    try {
      String line = Json.text(JsonObject.of("operation", operation.name(), "input", input)) + "\n";
      var stdin = program.process().getOutputStream();
      stdin.write(line.getBytes(StandardCharsets.UTF_8));
      stdin.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("the program has ended: " + program.errors());
      }
      return Json.object(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(program.errors(), e);
    }
  }

  @Override
  public void close() {
    try {
      program.process().getOutputStream().close();
      program.await(Duration.ofSeconds(10));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
