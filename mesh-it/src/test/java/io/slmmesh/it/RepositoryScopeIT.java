package io.slmmesh.it;

import static io.slmmesh.it.mesh.Answer.number;
import static io.slmmesh.it.mesh.Answer.objects;
import static io.slmmesh.it.mesh.Answer.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One repository with two worktrees and subdirectories of both, and what is not part of it. */
class RepositoryScopeIT {
  private static Mesh mesh;
  private static Agent main;
  private static Agent deep;
  private static Agent tree;
  private static Agent treeDeep;
  private static Agent clone;
  private static Agent outside;

  @BeforeAll
  static void agentsEverywhere() throws IOException {
    Needs.program("git");
    mesh = Mesh.create();
    Path repository = mesh.directory("repository");
    git(repository, "init", "--quiet", "--initial-branch=trunk");
    git(
        repository,
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@b",
        "commit",
        "--quiet",
        "--allow-empty",
        "--message=first");
    git(repository, "worktree", "add", "--quiet", "-b", "feature", "../tree");
    git(mesh.root(), "clone", "--quiet", "repository", "clone");
    Files.createDirectories(repository.resolve("src/deep"));
    Files.createDirectories(mesh.root().resolve("tree/src"));
    main = in("repository");
    deep = in("repository/src/deep");
    tree = in("tree");
    treeDeep = in("tree/src");
    clone = in("clone");
    outside = in(".");
  }

  @AfterAll
  static void end() {
    if (mesh != null) {
      mesh.close();
    }
  }

  private static Agent in(String directory) {
    Agent agent = mesh.agent().in(mesh.root().resolve(directory)).start();
    agent.self();
    return agent;
  }

  private static void git(Path where, String... words) throws IOException {
    List<String> command = Stream.concat(Stream.of("git"), Stream.of(words)).toList();
    var builder = new ProcessBuilder(command).directory(where.toFile()).inheritIO();
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().put("HOME", mesh.root().toString());
    assertThat(builder.start().onExit().join().exitValue()).as(command.toString()).isZero();
  }

  private static List<String> names(Agent... agents) {
    return Stream.of(agents).map(Agent::name).toList();
  }

  private static void assertSees(Agent viewer, String scope, Agent... seen) {
    assertThat(texts(viewer.tool("mesh_peers", "scope", scope), "peers", "name"))
        .as("%s sees in %s", viewer.self().text("projectPath"), scope)
        .containsExactlyInAnyOrderElementsOf(names(seen));
  }

  @Test
  void repoIsAllWorktreesAndSubdirectoriesAndNothingElse() {
    assertSees(main, "repo", deep, tree, treeDeep);
    assertSees(deep, "repo", main, tree, treeDeep);
    assertSees(tree, "repo", main, deep, treeDeep);
    assertSees(treeDeep, "repo", main, deep, tree);
    assertSees(clone, "repo");
    assertSees(outside, "repo");
    assertSees(main, "machine", deep, tree, treeDeep, clone, outside);
    assertSees(main, "directory");
  }

  @Test
  void eachWorktreeShowsItsBranchAndTheirRepository() {
    String root = mesh.root().resolve("repository").toString();

    assertThat(main.self().text("gitBranch")).isEqualTo("trunk");
    assertThat(deep.self().text("gitBranch")).isEqualTo("trunk");
    assertThat(treeDeep.self().text("gitBranch")).isEqualTo("feature");
    assertThat(Stream.of(main, deep, tree, treeDeep).map(agent -> agent.self().text("gitRoot")))
        .containsOnly(root);
    assertThat(clone.self().text("gitRoot")).isEqualTo(mesh.root().resolve("clone").toString());
    assertThat(outside.self().has("gitRoot")).isFalse();
  }

  @Test
  void messageToTheRepositoryReachesItsAgents() {
    JsonObject receipt =
        deep.tool("mesh_send", "to", "all", "scope", "repo", "message", "rebase, please");

    assertThat(texts(receipt, "recipients", "name"))
        .containsExactlyInAnyOrderElementsOf(names(main, tree, treeDeep));
    assertThat(treeDeep.mail()).containsExactly("rebase, please");
    assertThat(clone.mail()).isEmpty();
  }

  @Test
  void stateIsSharedByTheWholeRepository() {
    main.tool("mesh_state", "action", "set", "key", "port", "value", "8080");
    clone.tool("mesh_state", "action", "set", "key", "port", "value", "9090");

    JsonObject changed =
        treeDeep.tool("mesh_state", "action", "set", "key", "port", "value", "8081");

    assertThat(number(changed.object("entry"), "version")).isEqualTo(2);
    assertThat(value(deep)).isEqualTo("8081");
    assertThat(value(clone)).isEqualTo("9090");
    assertThat(value(outside)).isNull();
  }

  private static String value(Agent agent) {
    return agent.tool("mesh_state", "action", "get", "key", "port").object("entry").text("value");
  }

  @Test
  void oneFileOfEachWorktreeIsAnotherFile() {
    assertThat(lock(main, "src/a.txt")).isTrue();
    assertThat(lock(tree, "src/a.txt")).isTrue();
    assertThat(lock(deep, "../a.txt")).isFalse();
    assertThat(lock(treeDeep, "a.txt")).isFalse();
    assertThat(objects(outside.tool("mesh_lock", "action", "query"), "locks")).hasSize(2);
  }

  private static boolean lock(Agent agent, String path) {
    return Boolean.TRUE.equals(
        agent.tool("mesh_lock", "action", "lock", "filePath", path).get("granted"));
  }
}
