package io.slmmesh.it;

import io.slmmesh.it.judge.NodeProject;
import io.slmmesh.it.mesh.Mesh;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two sessions of the official TypeScript SDKs. What they must find stands in {@code
 * src/test/node/steps.mjs}.
 */
class TypeScriptSdkIT {
  private static NodeProject scripts;

  @BeforeAll
  static void install() {
    scripts = NodeProject.install();
  }

  @Test
  void sdkOfTheEraWithInitializeFindsAllInOrder() {
    try (Mesh mesh = Mesh.create()) {
      scripts.judge(mesh, "v1.mjs");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "auto", "pin"})
  void sdkOfBothErasFindsAllInOrder(String mode) {
    try (Mesh mesh = Mesh.create()) {
      scripts.judge(mesh, "v2.mjs", mode);
    }
  }
}
