package io.slmmesh.broker.state;

import static io.slmmesh.broker.TestMesh.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.StateChanged;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.state.ShareState;
import io.slmmesh.api.state.ShareState.Action;
import io.slmmesh.api.state.StateEntry;
import io.slmmesh.api.state.StateResult;
import io.slmmesh.broker.TestMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedStateTest {
  @TempDir Path temp;
  private TestMesh mesh;
  private Caller anna;
  private Caller bert;

  @BeforeEach
  void twoAgents() {
    mesh = new TestMesh(temp);
    anna = mesh.join("anna");
    bert = mesh.join("bert");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private StateResult set(Call call, String key, String value, String namespace) {
    return mesh.state().share(call, new ShareState(Action.SET, key, value, namespace));
  }

  private StateResult set(String key, String value) {
    return set(by(anna), key, value, null);
  }

  private StateResult get(Caller agent, String key) {
    return mesh.state().share(by(agent), new ShareState(Action.GET, key, null, null));
  }

  private StateResult list(Caller agent) {
    return mesh.state().share(by(agent), new ShareState(Action.LIST, null, null, null));
  }

  private StateResult delete(Caller agent, String key) {
    return mesh.state().share(by(agent), new ShareState(Action.DELETE, key, null, null));
  }

  @Test
  void eachSetIsAVersionWithAuthorAndTime() {
    set("plan", "one");
    mesh.clock().pass(Duration.ofMinutes(1));
    Instant later = mesh.clock().now();
    set(by(bert), "plan", "two", null);
    mesh.restart(Duration.ofMinutes(1));

    assertThat(get(anna, "plan").entry())
        .isEqualTo(new StateEntry("plan", anna.project(), "two", 2, bert.name(), later));
    assertThat(mesh.published(StateChanged.class))
        .containsExactly(
            new StateChanged(anna.project(), "plan", 1),
            new StateChanged(anna.project(), "plan", 2));
  }

  @Test
  void whatIsNotThereIsAnAnswer() {
    assertThat(get(anna, "nothing").found()).isFalse();
    assertThat(get(anna, "nothing").entry()).isNull();
    assertThat(delete(anna, "nothing").deleted()).isFalse();
    assertThat(list(anna).entries()).isEmpty();
    assertThat(mesh.published(StateChanged.class)).isEmpty();
  }

  @Test
  void aDeletedValueIsGoneAndSaysSo() {
    set("plan", "");
    assertThat(delete(bert, "plan").deleted()).isTrue();
    assertThat(get(anna, "plan").found()).isFalse();
    assertThat(mesh.published(StateChanged.class).getLast().version()).isZero();
    assertThat(set("plan", "anew").entry().version()).isEqualTo(1);
  }

  @Test
  void valuesAreCountedOverChangesRefusalsAndRestarts() {
    set("plan", "one");
    set("plan", "two");
    set("other", "three");
    assertThatThrownBy(() -> set("large", "x".repeat((int) SharedState.QUOTA)));
    assertThat(mesh.state().count()).isEqualTo(2);
    mesh.restart(Duration.ofMinutes(1));
    assertThat(mesh.state().count()).isEqualTo(2);
    delete(anna, "plan");
    delete(anna, "plan");
    assertThat(mesh.state().count()).isEqualTo(1);
  }

  @Test
  void theNamespaceIsTheRepositoryElseTheDirectory() throws IOException {
    Path repo = Files.createDirectories(temp.toRealPath().resolve("repo"));
    Files.createDirectories(repo.resolve(".git"));
    Caller top = mesh.join("top", repo);
    Caller deep = mesh.join("deep", Files.createDirectories(repo.resolve("src/deep")));
    set(by(top), "plan", "for the repo", null);
    set("plan", "for the directory");

    assertThat(get(deep, "plan").entry().value()).isEqualTo("for the repo");
    assertThat(get(bert, "plan").entry().value()).isEqualTo("for the directory");
    set(by(deep), "plan", "for all who know", "agreed");
    assertThat(
            mesh.state()
                .share(by(bert), new ShareState(Action.GET, "plan", null, "agreed"))
                .entry()
                .value())
        .isEqualTo("for all who know");
  }

  @Test
  void aListIsSortedAndTellsWhatDidNotFit() {
    set("c", "3");
    set("a", "1");
    set("b", "2");
    assertThat(list(anna).entries()).extracting(StateEntry::key).containsExactly("a", "b", "c");
    assertThat(list(anna).omitted()).isNull();
    for (int i = 0; i < 5; i++) {
      set("large" + i, "x".repeat(64 << 10));
    }
    assertThat(list(anna).entries()).extracting(StateEntry::key).contains("c", "large2");
    assertThat(list(anna).omitted()).isEqualTo(2);
  }

  @Test
  void theQuotaIsExact() {
    long quota = SharedState.QUOTA;
    int value = (64 << 10) - 4;
    for (int i = 0; i < quota / (64 << 10); i++) {
      set("k%03d".formatted(i), "x".repeat(value));
    }
    assertThatThrownBy(() -> set("k", ""))
        .isInstanceOfSatisfying(
            MeshException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContainingAll(anna.project(), String.valueOf(quota + 1), "at most " + quota);
    set(by(anna), "k", "other namespaces have their own", "other");

    set("k000", "x".repeat(value - 3));
    set("k", "xx");
    assertThatThrownBy(() -> set("k", "xxx")).isInstanceOf(MeshException.class);
    assertThatThrownBy(() -> set("k", "éx"))
        .as("bytes, not characters")
        .isInstanceOf(MeshException.class);
    set("k", "é");
    delete(anna, "k");
    set("l", "yy");
    assertThat(get(anna, "k001").entry().version()).isEqualTo(1);
  }

  @Test
  void aSetThatIsRepeatedHappensOnce() {
    StateResult first = set(by(anna, "session", 3), "plan", "one", null);
    set("plan", "two");
    StateResult again = set(by(anna, "session", 3), "plan", "one", null);

    assertThat(again).isEqualTo(first);
    assertThat(get(bert, "plan").entry().value()).isEqualTo("two");
    assertThat(mesh.published(StateChanged.class)).hasSize(2);
  }
}
