package io.slmmesh.cli.doctor;

import io.slmmesh.cli.session.AgentSession;
import io.slmmesh.cli.session.TemporaryMesh;
import io.slmmesh.cli.setup.Client;
import io.slmmesh.cli.setup.Places;
import io.slmmesh.cli.setup.Registration;
import io.slmmesh.cli.setup.Scope;
import io.slmmesh.cli.setup.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The clients on this machine: whether they are what the mesh knows, and reach it. */
public final class Clients {
  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+\\.\\d+");
  private static final int SECONDS = 10;

  private final Places places;
  private final Setup setup;
  private final String launcher;

  public Clients(Places places, String launcher) {
    this.places = places;
    this.setup = new Setup(places, Scope.USER, false, launcher);
    this.launcher = launcher;
  }

  /** Tries each of them on a mesh of its own. */
  public List<Finding> tryAll() throws IOException {
    List<Client> found = setup.found().stream().filter(Client::speaksMcp).toList();
    List<Finding> findings = new ArrayList<>();
    try (TemporaryMesh mesh = enforcing(TemporaryMesh.create("slm-mesh-doctor"));
        AgentSession _ = ClientTrial.prepare(mesh, launcher)) {
      for (Client client : found) {
        findings.addAll(tryOne(mesh, client));
      }
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("clients", "none was found on this machine"))
        : findings;
  }

  /** In the mode in which edits are denied, whatever the user's is. */
  private static TemporaryMesh enforcing(TemporaryMesh mesh) throws IOException {
    Path mode = mesh.place().resolve("gitconfig");
    Files.writeString(mode, "[slm-mesh]\n\tguard = enforce\n");
    Map<String, String> environment = new HashMap<>(mesh.environment());
    environment.put("GIT_CONFIG_GLOBAL", mode.toString());
    return new TemporaryMesh(mesh.place(), Map.copyOf(environment));
  }

  private List<Finding> tryOne(TemporaryMesh mesh, Client client) {
    List<Finding> findings = new ArrayList<>();
    client.program(places).flatMap(program -> version(client, program)).ifPresent(findings::add);
    try {
      Optional<Registration> registration = setup.registration(client);
      if (registration.isEmpty()) {
        findings.add(
            Finding.warning(
                client.title(),
                "the mesh is not registered with it",
                "slm-mesh setup " + client.label()));
      } else {
        findings.add(Finding.ok(client.title(), "registered in " + registration.get().file()));
        findings.addAll(new ClientTrial(mesh, client, registration.get()).run());
      }
    } catch (IOException unreadable) {
      findings.add(
          Finding.problem(
              client.title(), String.valueOf(unreadable.getMessage()), "mend that file"));
    }
    return findings;
  }

  /** How what is installed relates to what was run; nothing if nothing was run. */
  private Optional<Finding> version(Client client, Path program) {
    String seen = Contract.of(client).version();
    if (seen.isEmpty()) {
      return Optional.of(
          Finding.ok(client.title(), "is known from its documentation only, it was not run"));
    }
    return Optional.of(
        printed(program)
            .map(installed ->
                installed.equals(seen)
                    ? Finding.ok(client.title(), installed + ", the version that was run")
                    : Finding.warning(
                        client.title(),
                        installed + ", run with the mesh was " + seen,
                        "nothing, as long as it works; what docs/clients.md says is about " + seen))
            .orElseGet(() ->
                Finding.warning(
                    client.title(),
                    program + " does not tell its version",
                    program + " --version")));
  }

  private static Optional<String> printed(Path program) {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      Matcher version =
          VERSION.matcher(
              new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      return version.find() ? Optional.of(version.group()) : Optional.empty();
    } catch (IOException failure) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
