package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.Version;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files that describe packages say of the program; read without making a package. */
class PackageFilesIT {
  private static final Path ROOT = Path.of("..");
  private static final String NPM = "npm/slm-mesh/package.json";
  private static final String PLATFORM = "npm/linux-x64/package.json";
  private static final String BUNDLE = "mesh-dist/src/dist/manifest.json";
  private static final String REGISTRY = "server.json";
  private static final String PLUGIN = "plugins/claude-code/.claude-plugin/plugin.json";
  private static final int LONGEST_DESCRIPTION = 100;

  private static JsonObject read(String file) throws IOException {
    return Json.object(Files.readString(ROOT.resolve(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {NPM, PLATFORM, BUNDLE, REGISTRY, PLUGIN})
  void allHaveTheVersionOfTheProgram(String file) throws IOException {
    assertThat(read(file).text("version")).isEqualTo(Version.VALUE);
  }

  @Test
  void thePackagesOfNpmBelongTogether() throws IOException {
    assertThat(read(NPM).object("optionalDependencies").members())
        .containsOnly(java.util.Map.entry(read(PLATFORM).text("name"), Version.VALUE));
    assertThat(read(NPM).members()).doesNotContainKey("scripts");
    assertThat(read(PLATFORM).members()).doesNotContainKey("scripts");
  }

  @Test
  void theRegistryFindsThePackageThatNamesIt() throws IOException {
    JsonObject server = read(REGISTRY);
    assertThat(server.text("name")).isEqualTo(read(NPM).text("mcpName"));
    assertThat(server.text("description")).hasSizeLessThanOrEqualTo(LONGEST_DESCRIPTION);
    JsonObject npm = objects(server, "packages").getFirst();
    assertThat(npm.text("identifier")).isEqualTo(read(NPM).text("name"));
    assertThat(npm.text("version")).isEqualTo(Version.VALUE);
  }

  @Test
  void theBundleNamesTheToolsThatASessionLists() throws IOException {
    try (Mesh mesh = Mesh.create()) {
      JsonObject listed = mesh.agent().start().ask("tools/list", JsonObject.EMPTY).result();
      assertThat(texts(read(BUNDLE), "tools", "name"))
          .containsExactlyElementsOf(texts(listed, "tools", "name"));
    }
  }
}
