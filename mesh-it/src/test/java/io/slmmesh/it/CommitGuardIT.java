package io.slmmesh.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import io.slmmesh.it.mesh.Agent;
import io.slmmesh.it.mesh.Answer;
import io.slmmesh.it.mesh.Mesh;
import io.slmmesh.it.mesh.Shell;
import io.slmmesh.it.mesh.Shell.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The guard in real git commits. The shells here are children of this process, as the agents'
 * bridges are: of one agent they are its own shells, of two nobody knows whose.
 */
class CommitGuardIT {
  private Mesh mesh;

  @BeforeEach
  void aRepositoryWithOneCommit() {
    mesh = Mesh.create();
    ok(
        """
        git init -q -b main . && git config user.name t && git config user.email t@example.org
        echo 1 > a.c && echo 1 > b.c && git add . && git commit -q -m first
        """);
  }

  @AfterEach
  void end() {
    mesh.close();
  }

  private Agent agentThatLocks(String file) {
    Agent holder = mesh.agent().client("claude-code").start();
    holder.tool("mesh_lock", "action", "lock", "filePath", file, "reason", "refactoring");
    return holder;
  }

  private void anotherAgent() {
    mesh.agent().client("cursor-vscode").start().self();
  }

  private String path(String file) {
    return mesh.work().resolve(file).toString();
  }

  private Ran run(String script) {
    return Shell.of(mesh).script("set -e\n" + script);
  }

  private void ok(String script) {
    Ran ran = run(script);
    assertThat(ran.code()).as(ran.toString()).isZero();
  }

  private String refused(String script) {
    Ran ran = run(script);
    assertThat(ran.code()).as(ran.toString()).isNotZero();
    return ran.err();
  }

  @Test
  void aFileThatAnotherAgentHoldsIsNotCommitted() {
    String holder = agentThatLocks("a.c").name();
    anotherAgent();
    ok("$SLM guard install");
    assertThat(refused("echo 2 > a.c; git commit -q -am x"))
        .contains(path("a.c") + " is locked by " + holder, "--no-verify");
    ok("git checkout -q -- a.c; echo 2 > b.c; git commit -q -am x");
    assertThat(refused("git rm -q a.c; git commit -q -m x")).contains("is locked by " + holder);
    ok("git commit -q --no-verify -m x");
  }

  @Test
  void itsOwnLocksKeepNoAgentFromCommitting() {
    Agent holder = agentThatLocks("a.c");
    ok("$SLM guard install; echo 2 > a.c; git commit -q -am x");
    JsonObject locks = holder.tool("mesh_lock", "action", "query");
    assertThat(Answer.objects(locks, "locks")).hasSize(1);
  }

  @Test
  void ofAMergeOnlyWhatIsNewInItCounts() {
    ok(
        """
        git checkout -q -b side && echo side > a.c && echo side > b.c && git commit -q -am side
        git checkout -q main && echo main > b.c && git commit -q -am main
        """);
    Agent holder = agentThatLocks("a.c");
    anotherAgent();
    ok(
        "$SLM guard install; git merge side || true; echo both > b.c; git add b.c; git commit -q -m merge");
    ok("git reset -q --hard HEAD~1");
    holder.tool("mesh_lock", "action", "lock", "filePath", "b.c");
    assertThat(
            refused("git merge side || true; echo both > b.c; git add b.c; git commit -q -m merge"))
        .contains(path("b.c") + " is locked")
        .doesNotContain("a.c is locked");
  }

  @Test
  void aHookThatWasThereRunsAndComesBack() throws IOException {
    Path hook = mesh.work().resolve(".git/hooks/pre-commit");
    ok(
        "printf '#!/bin/sh\\necho ran >> hook.log\\ntest ! -e stop\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit");
    String before = Files.readString(hook);
    ok(
        "$SLM guard install; $SLM guard install; echo 2 > b.c; git commit -q -am x; grep -q ran hook.log");
    ok("touch stop; echo 3 > b.c; ! git commit -q -am x; rm stop");
    ok("$SLM guard remove");
    assertThat(Files.readString(hook)).isEqualTo(before);
    assertThat(
            mesh.work().resolve(".git/hooks").toFile().list((_, name) -> name.contains("slm-mesh")))
        .isEmpty();
    ok("$SLM guard remove; rm .git/hooks/pre-commit; $SLM guard install; $SLM guard remove");
    assertThat(hook).doesNotExist();
  }

  @Test
  void hooksAreWhereGitLooksForThem() {
    agentThatLocks("a.c");
    anotherAgent();
    ok("git config core.hooksPath .githooks; $SLM guard install; test -x .githooks/pre-commit");
    refused("echo 2 > a.c; git commit -q -am x");
    ok("git worktree add -q ../tree; cd ../tree; $SLM guard remove || true");
    assertThat(refused("git config core.hooksPath \"$HOME/hooks\"; $SLM guard install"))
        .contains("--shared");
    ok("$SLM guard install --shared; test -x \"$HOME/hooks/pre-commit\"");
  }

  @Test
  void whatCannotBeAskedLetsTheCommitThrough() {
    ok("$SLM guard install; echo 2 > a.c; git commit -q -am 'no broker runs'");
    assertThat(refused("cd /; $SLM guard install")).contains("in no git worktree");
    ok(
        "sed -i \"s|^slm_mesh=.*|slm_mesh=/gone/slm-mesh|\" .git/hooks/pre-commit; echo 3 > a.c; git commit -q -am x");
  }
}
