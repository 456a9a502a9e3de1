package io.slmmesh.broker.peers;

import static io.slmmesh.broker.TestMesh.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.PeerDescribed;
import io.slmmesh.api.event.MeshEvent.PeerJoined;
import io.slmmesh.api.event.MeshEvent.PeerLeft;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.peer.DescribeSelf;
import io.slmmesh.api.peer.ListPeers;
import io.slmmesh.api.peer.Peer;
import io.slmmesh.api.peer.PeerStatus;
import io.slmmesh.api.peer.Scope;
import io.slmmesh.broker.TestMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  private static final Duration MOMENT = Duration.ofMillis(1);

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

  private List<Peer> seenBy(Caller agent, Scope scope) {
    return mesh.peers().list(by(agent), new ListPeers(scope, false)).peers();
  }

  private PeerStatus status(Caller agent) {
    return mesh.peers().status(agent.id());
  }

  @Test
  void whoJoinsIsSeenByOthersAndNotByItself() {
    assertThat(anna.id()).isNotEqualTo(bert.id());
    assertThat(anna.name()).isNotEqualTo(bert.name());
    assertThat(seenBy(anna, Scope.MACHINE))
        .singleElement()
        .satisfies(peer -> assertThat(peer.id()).isEqualTo(bert.id()))
        .satisfies(peer -> assertThat(peer.status()).isEqualTo(PeerStatus.ACTIVE))
        .satisfies(peer -> assertThat(peer.startedAt()).isEqualTo(mesh.clock().now()));
    assertThat(mesh.peers().list(by(anna), new ListPeers(Scope.MACHINE, true)).peers())
        .extracting(Peer::id)
        .containsExactlyInAnyOrder(anna.id(), bert.id());
    assertThat(mesh.published(PeerJoined.class)).hasSize(2);
  }

  @Test
  void whoComesBackByItsKeyIsTheSameAgent() {
    mesh.peers().describe(by(anna), new DescribeSelf("sums things up"));
    mesh.leave(anna);
    assertThat(seenBy(bert, Scope.MACHINE)).isEmpty();
    mesh.clock().pass(Duration.ofDays(2));

    assertThat(mesh.join("anna")).isEqualTo(anna);

    assertThat(seenBy(bert, Scope.MACHINE))
        .singleElement()
        .satisfies(peer -> assertThat(peer.summary()).isEqualTo("sums things up"))
        .satisfies(peer -> assertThat(peer.startedAt()).isEqualTo(mesh.clock().now()));
    assertThat(mesh.published(PeerJoined.class)).hasSize(3);
  }

  @Test
  void twoKeysCanBeOneAgentButNoKeyTwoAgents() {
    assertThat(mesh.peers().alsoKnownAs(anna.id(), "thread-1")).isTrue();
    assertThat(mesh.peers().alsoKnownAs(bert.id(), "thread-1")).isFalse();
    assertThat(mesh.peers().alsoKnownAs(anna.id(), "bert")).isFalse();

    assertThat(mesh.join("thread-1").id()).isEqualTo(anna.id());
    assertThat(mesh.join("anna").id()).isEqualTo(anna.id());
    assertThat(mesh.join("bert").id()).isEqualTo(bert.id());
    mesh.restart(MOMENT);
    assertThat(mesh.join("thread-1").id()).isEqualTo(anna.id());
  }

  @Test
  void anAgentLeavesWithItsLastConnection() {
    mesh.join("anna");
    mesh.leave(anna);
    assertThat(status(anna)).isEqualTo(PeerStatus.ACTIVE);
    assertThat(mesh.published(PeerLeft.class)).isEmpty();

    mesh.leave(anna);

    assertThat(status(anna)).isEqualTo(PeerStatus.AWAY);
    assertThat(mesh.published(PeerLeft.class))
        .containsExactly(new PeerLeft(anna.id(), anna.name(), "its session ended"));
  }

  @Test
  void whoIsSilentIsStaleThenGoneAndBackWithASignOfLife() {
    mesh.clock().pass(TestMesh.STALE.minus(MOMENT));
    assertThat(status(anna)).isEqualTo(PeerStatus.ACTIVE);
    mesh.clock().pass(MOMENT);
    assertThat(status(anna)).isEqualTo(PeerStatus.STALE);
    mesh.peers().heard(bert.id());
    mesh.clock().pass(TestMesh.GONE.minus(TestMesh.STALE).minus(MOMENT));
    mesh.peers().sweep();
    assertThat(mesh.published(PeerLeft.class)).isEmpty();

    mesh.clock().pass(MOMENT);
    mesh.peers().sweep();
    mesh.peers().sweep();

    assertThat(mesh.published(PeerLeft.class))
        .containsExactly(new PeerLeft(anna.id(), anna.name(), "its session stopped responding"));
    assertThat(seenBy(bert, Scope.MACHINE)).isEmpty();
    mesh.peers().heard(anna.id());
    mesh.peers().heard(anna.id());
    assertThat(seenBy(bert, Scope.MACHINE)).extracting(Peer::id).containsExactly(anna.id());
    assertThat(status(anna)).isEqualTo(PeerStatus.ACTIVE);
    assertThat(mesh.published(PeerJoined.class)).hasSize(3);
  }

  @Test
  void settingTheWallClockMakesNobodySilent() {
    mesh.clock().setWallClock(Duration.ofDays(400));
    mesh.peers().sweep();
    assertThat(status(anna)).isEqualTo(PeerStatus.ACTIVE);
    mesh.clock().setWallClock(Duration.ofDays(-800));
    mesh.peers().sweep();
    assertThat(seenBy(bert, Scope.MACHINE)).hasSize(1);
  }

  @Test
  void theNextBrokerExpectsThePresentBackForTheGrace() {
    mesh.leave(bert);
    mesh.restart(Duration.ofMinutes(3));

    assertThat(status(anna)).isEqualTo(PeerStatus.RECONNECTING);
    assertThat(status(bert)).isEqualTo(PeerStatus.AWAY);
    mesh.clock().pass(TestMesh.GRACE.minus(MOMENT));
    mesh.peers().sweep();
    assertThat(mesh.join("anna")).isEqualTo(anna);
    mesh.clock().pass(TestMesh.GRACE);
    mesh.peers().sweep();

    assertThat(status(anna)).isEqualTo(PeerStatus.ACTIVE);
    assertThat(mesh.published(PeerJoined.class)).as("she never left").hasSize(2);
    assertThat(mesh.published(PeerLeft.class)).hasSize(1);
  }

  @Test
  void whoDoesNotComeBackInTheGraceHasLeft() {
    mesh.restart(MOMENT);
    mesh.join("bert");
    mesh.clock().pass(TestMesh.GRACE);
    mesh.peers().sweep();

    assertThat(mesh.published(PeerLeft.class))
        .containsExactly(new PeerLeft(anna.id(), anna.name(), "it did not come back"));
    assertThat(seenBy(bert, Scope.MACHINE)).isEmpty();
  }

  /** It is about to leave when the door opens, and holds locks. */
  @Test
  void whoseConnectionHasEndedIsNotExpectedAnew() {
    var presence = new Presence(mesh.clock(), TestMesh.GRACE, TestMesh.GONE);
    presence.connected("anna");
    presence.disconnected("anna", Duration.ZERO);
    presence.expectForAnother(TestMesh.GRACE);
    assertThat(presence.isGone("anna")).isTrue();
  }

  @Test
  void whoCouldNotComeBackBeforeIsExpectedAnew() {
    mesh.restart(MOMENT);
    mesh.join("bert");
    mesh.clock().pass(TestMesh.GRACE.plus(MOMENT));
    mesh.peers().expectForAnother(TestMesh.GRACE);

    mesh.clock().pass(TestMesh.GRACE.minus(MOMENT));
    mesh.peers().sweep();
    assertThat(status(anna)).isEqualTo(PeerStatus.RECONNECTING);
    assertThat(mesh.published(PeerLeft.class)).isEmpty();
    mesh.clock().pass(MOMENT);
    mesh.peers().sweep();
    assertThat(mesh.published(PeerLeft.class)).hasSize(1);
    assertThat(status(bert)).isEqualTo(PeerStatus.ACTIVE);
  }

  @Test
  void aConnectionThatTheBrokerEndedIsWaitedFor() {
    mesh.peers().disconnected(anna.id(), TestMesh.GRACE, "the broker ends");
    assertThat(status(anna)).isEqualTo(PeerStatus.RECONNECTING);
    assertThat(mesh.published(PeerLeft.class)).isEmpty();
    mesh.clock().pass(TestMesh.GRACE);
    assertThat(status(anna)).isEqualTo(PeerStatus.AWAY);
  }

  @Test
  void scopesSeeDirectoriesRepositoriesAndWorktrees() throws IOException {
    Path repo =
        Files.createDirectories(temp.resolve("repo/.git/worktrees/side")).resolve("../../..");
    Path root = repo.toRealPath();
    Files.writeString(root.resolve(".git/HEAD"), "ref: refs/heads/main\n");
    Files.writeString(root.resolve(".git/worktrees/side/commondir"), "../..\n");
    Files.writeString(root.resolve(".git/worktrees/side/HEAD"), "ref: refs/heads/feature/x\n");
    Path deep = Files.createDirectories(root.resolve("src/deep"));
    Path side = Files.createDirectories(temp.toRealPath().resolve("side"));
    Files.writeString(side.resolve(".git"), "gitdir: " + root + "/.git/worktrees/side\n");
    Caller main = mesh.join("main", root);
    Caller inside = mesh.join("inside", deep);
    Caller beside = mesh.join("beside", side);
    Caller same = mesh.join("same", root);

    assertThat(seenBy(main, Scope.REPO))
        .extracting(Peer::id)
        .containsExactlyInAnyOrder(inside.id(), beside.id(), same.id());
    assertThat(seenBy(beside, Scope.REPO)).hasSize(3);
    assertThat(seenBy(main, Scope.DIRECTORY)).extracting(Peer::id).containsExactly(same.id());
    assertThat(seenBy(main, Scope.MACHINE)).hasSize(5);
    assertThat(seenBy(anna, Scope.REPO)).extracting(Peer::id).containsExactly(bert.id());
    assertThat(seenBy(main, Scope.REPO))
        .extracting(Peer::gitBranch)
        .containsExactlyInAnyOrder("main", "main", "feature/x");
    assertThat(mesh.view(inside.id()).gitRoot()).isEqualTo(root.toString());
  }

  @Test
  void aSummaryIsSeenAndCanBeTakenBack() {
    mesh.peers().describe(by(anna), new DescribeSelf("tests the peers"));
    assertThat(mesh.view(anna.id()).summary()).isEqualTo("tests the peers");
    mesh.peers().describe(by(anna), new DescribeSelf(""));
    assertThat(mesh.view(anna.id()).summary()).isNull();
    assertThat(mesh.published(PeerDescribed.class)).hasSize(2);
  }

  @Test
  void agentsAreFoundByIdAndByNameWhateverItsCase() {
    mesh.leave(anna);
    for (String spelling :
        List.of(anna.id(), anna.name(), anna.name().toUpperCase(), " " + anna.name())) {
      assertThat(mesh.store().read(sql -> mesh.peers().find(sql, spelling)).id())
          .isEqualTo(anna.id());
    }
  }

  @Test
  void whoIsUnknownIsToldWithThoseWhoAreThere() {
    mesh.leave(bert);
    assertThatThrownBy(() -> mesh.store().read(sql -> mesh.peers().find(sql, "zzzz")))
        .isInstanceOfSatisfying(
            MeshException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
        .hasMessage("no agent is called \"zzzz\"; connected: " + anna.name() + " (test-client)");
    mesh.leave(anna);
    assertThatThrownBy(() -> mesh.store().read(sql -> mesh.peers().find(sql, "x".repeat(90))))
        .hasMessage("no agent is called \"" + "x".repeat(40) + "…\"; nobody is connected");
  }
}
