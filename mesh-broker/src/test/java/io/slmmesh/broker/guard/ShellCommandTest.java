package io.slmmesh.broker.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandTest {
  private static final Path WORK = Path.of("/repo");

  private static Edits of(String command) {
    return Edits.of("Bash", JsonObject.of("command", command), WORK);
  }

  private static String files(String command) {
    return String.join(" ", of(command).files().stream().map(Path::toString).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "echo hi > a.c                          @ /repo/a.c",
        "echo hi >>a.c 2>&1                     @ /repo/a.c",
        "make 2> log.txt                        @ /repo/log.txt",
        "make &> log.txt                        @ /repo/log.txt",
        "make > /dev/null 2>&1                  @ ``",
        "echo 'a > b' \"c > d\"                 @ ``",
        "cat a.c | tee -a b.c c.c               @ /repo/b.c /repo/c.c",
        "sed -i 's/a/b/' a.c b.c                @ /repo/a.c /repo/b.c",
        "sed -i.bak -e s/a/b/ a.c               @ /repo/a.c",
        "sed 's/a/b/' a.c                       @ ``",
        "perl -pi -e 's/a/b/' a.c               @ /repo/a.c",
        "rm -rf build a.c                       @ /repo/build /repo/a.c",
        "mv a.c b.c                             @ /repo/a.c /repo/b.c",
        "cp a.c b.c                             @ /repo/b.c",
        "touch 'with space.c'                   @ /repo/with space.c",
        "cd src && echo x > a.c                 @ /repo/src/a.c",
        "cd /other; rm a.c                      @ /other/a.c",
        "sudo -n rm a.c                         @ /repo/a.c",
        "FOO=1 env BAR=2 rm a.c                 @ /repo/a.c",
        "bash -lc 'echo x > a.c'                @ /repo/a.c",
        "sh -c \"cd src; rm a.c\"               @ /repo/src/a.c",
        "dd if=x of=a.img bs=1                  @ /repo/a.img",
        "echo $x > $FILE                        @ ``",
        "rm *.c                                 @ ``",
        "echo \\> a.c                           @ ``",
        "diff <(sort a) <(sort b) > out         @ /repo/out",
        "if true; then rm a.c; fi               @ /repo/a.c",
        "(rm a.c)                               @ /repo/a.c",
        "git checkout -- a.c b.c                @ /repo/a.c /repo/b.c",
        "git restore -- a.c                     @ /repo/a.c",
        "git rm a.c                             @ /repo/a.c",
        "ls # > a.c                             @ ``",
      })
  void filesThatAreWrittenAreSeen(String command, String files) {
    assertThat(files(command)).isEqualTo(files);
  }

  @Test
  void whatAHereDocumentHoldsIsNoCommand() {
    assertThat(files("cat > a.c <<'EOF'\nrm b.c\nx > y\nEOF\nrm c.c"))
        .isEqualTo("/repo/a.c /repo/c.c");
  }

  @Test
  void aPatchInACommandIsRead() {
    String patch =
        "apply_patch <<'EOF'\n*** Begin Patch\n*** Update File: src/a.c\n*** Move to: src/b.c\n*** End Patch\nEOF";
    assertThat(files(patch)).isEqualTo("/repo/src/a.c /repo/src/b.c");
  }

  @Test
  void aFileCopiedIntoADirectoryHasItsNameThere(@TempDir Path there) throws Exception {
    Files.createDirectory(there.resolve("dir"));
    Edits edits = Edits.of("Bash", JsonObject.of("command", "cp x/a.c dir"), there);
    assertThat(edits.files()).containsExactly(there.resolve("dir/a.c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git stash",
        "git stash push -m x",
        "git stash pop",
        "git checkout main",
        "git checkout -b new",
        "git switch main",
        "git reset --hard",
        "git reset HEAD~1",
        "git rebase main",
        "git clean -fd",
        "git -c core.x=y rebase main",
        "cd src && git reset --hard",
        "make && git stash",
        "sh -c 'git stash'",
      })
  void commandsThatChangeTheWholeCheckoutAreSeen(String command) {
    assertThat(of(command).git()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git status",
        "git stash list",
        "git stash show -p",
        "git checkout -- a.c",
        "git reset -- a.c",
        "git reset --soft HEAD~1",
        "git clean -n",
        "git clean --dry-run",
        "git commit -m 'git stash'",
        "git log > log.txt",
        "echo git stash",
        "git",
        "git --version",
      })
  void othersAreNot(String command) {
    assertThat(of(command).git()).isEmpty();
  }

  @Test
  void theDirectoryOfAGitCommandIsItsOwn() {
    assertThat(of("git -C /other stash").git())
        .containsExactly(new GitAction("git stash", Path.of("/other")));
  }

  @Test
  void theToolsOfAllClientsNameTheirFiles() {
    for (String tool :
        List.of("Write", "Edit", "MultiEdit", "write_file", "replace", "edit_file")) {
      assertThat(Edits.of(tool, JsonObject.of("file_path", "a.c"), WORK).files())
          .as(tool)
          .containsExactly(Path.of("/repo/a.c"));
    }
    assertThat(Edits.of("NotebookEdit", JsonObject.of("notebook_path", "/n.ipynb"), WORK).files())
        .containsExactly(Path.of("/n.ipynb"));
    assertThat(
            Edits.of("apply_patch", JsonObject.of("command", "*** Delete File: a.c\n"), WORK)
                .files())
        .containsExactly(Path.of("/repo/a.c"));
    assertThat(Edits.of("Read", JsonObject.of("file_path", "a.c"), WORK).isEmpty()).isTrue();
    assertThat(Edits.of("shell", JsonObject.of("command", List.of("rm", "it's.c")), WORK).files())
        .containsExactly(Path.of("/repo/it's.c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'",
        "\"",
        "`",
        "$(",
        "${",
        "<<",
        "> ",
        "a\\",
        "rm \u0000",
        "((((",
        "<<<",
        "&>",
        "2>"
      })
  void garbageIsReadWithoutHarm(String command) {
    assertThat(of(command).git()).isEmpty();
  }
}
