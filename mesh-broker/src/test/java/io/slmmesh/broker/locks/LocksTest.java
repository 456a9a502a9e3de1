package io.slmmesh.broker.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.slmmesh.api.event.MeshEvent;
import io.slmmesh.api.event.MeshEvent.FileLocked;
import io.slmmesh.api.event.MeshEvent.FileUnlocked;
import io.slmmesh.api.event.Published;
import io.slmmesh.api.lock.FileLock;
import io.slmmesh.api.lock.LockFile;
import io.slmmesh.api.lock.LockFile.Action;
import io.slmmesh.api.lock.LockResult;
import io.slmmesh.api.lock.UnlockCause;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.TestMesh;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocksTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration MOMENT = Duration.ofMillis(1);

  @TempDir Path directory;
  private TestMesh mesh;
  private Caller anna;
  private Caller bert;

  @BeforeEach
  void twoAgents() {
    mesh = new TestMesh(directory);
    anna = mesh.join("anna");
    bert = mesh.join("bert");
  }

  @AfterEach
  void close() {
    mesh.close();
  }

  private LockResult lock(Caller agent, String path) {
    return mesh.locks()
        .lock(TestMesh.by(agent), new LockFile(Action.LOCK, path, "for " + path, 10));
  }

  private LockResult unlock(Caller agent, String path) {
    return mesh.locks().lock(TestMesh.by(agent), new LockFile(Action.UNLOCK, path, null, 10));
  }

  private LockResult query(String path) {
    return mesh.locks().lock(TestMesh.by(anna), new LockFile(Action.QUERY, path, null, 10));
  }

  @Test
  void heldLockTellsHolderReasonAndExpiry() {
    FileLock granted = lock(anna, "a").lock();
    LockResult refused = lock(bert, "a");

    assertThat(granted.lockedBy()).isEqualTo(anna.name());
    assertThat(granted.expiresAt()).isEqualTo(mesh.clock().now().plus(TEN_MINUTES));
    assertThat(refused.granted()).isFalse();
    assertThat(refused.lock()).isNull();
    assertThat(refused.heldBy()).isEqualTo(anna.name());
    assertThat(refused.reason()).isEqualTo("for a");
    assertThat(refused.expiresAt()).isEqualTo(granted.expiresAt());
  }

  @Test
  void lockingAgainRenewsAndKeepsTheToken() {
    FileLock first = lock(anna, "a").lock();
    mesh.clock().pass(Duration.ofMinutes(9));
    FileLock renewed = lock(anna, "a").lock();
    mesh.clock().pass(Duration.ofMinutes(9));

    assertThat(renewed.fencingToken()).isEqualTo(first.fencingToken());
    assertThat(renewed.expiresAt()).isEqualTo(first.expiresAt().plus(Duration.ofMinutes(9)));
    assertThat(lock(bert, "a").granted()).isFalse();
    mesh.clock().pass(Duration.ofMinutes(1));
    assertThat(lock(bert, "a").granted()).isTrue();
  }

  @Test
  void theFencingTokenGrowsWithEveryGrantAlsoOverRestartsWithoutLocks() {
    long last = 0;
    for (int round = 0; round < 5; round++) {
      for (Caller agent : new Caller[] {anna, bert}) {
        long token = lock(agent, "a").lock().fencingToken();
        assertThat(token).isGreaterThan(last);
        last = token;
        unlock(agent, "a");
      }
      mesh.restart(MOMENT);
    }
  }

  @Test
  void aLockEndsWhenItsTimeHasPassed() {
    FileLock held = lock(anna, "a").lock();
    mesh.clock().pass(TEN_MINUTES.minus(MOMENT));
    assertThat(lock(bert, "a").granted()).isFalse();
    mesh.clock().pass(MOMENT);
    assertThat(query("a").locks()).isEmpty();

    FileLock next = lock(bert, "a").lock();

    assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
    assertThat(mesh.published().stream().map(Published::event).filter(LocksTest::isAboutLocks))
        .containsExactly(
            new FileLocked(held.filePath(), anna.name(), held.expiresAt(), held.fencingToken()),
            new FileUnlocked(
                held.filePath(), anna.name(), UnlockCause.EXPIRED, held.fencingToken()),
            new FileLocked(next.filePath(), bert.name(), next.expiresAt(), next.fencingToken()));
  }

  private static boolean isAboutLocks(MeshEvent event) {
    return event instanceof FileLocked || event instanceof FileUnlocked;
  }

  @Test
  void settingTheWallClockEndsNoLockAndExtendsNone() {
    lock(anna, "a");
    mesh.clock().setWallClock(Duration.ofHours(5));
    assertThat(lock(bert, "a").granted()).isFalse();
    mesh.locks().endExpired();
    assertThat(query("a").locks()).hasSize(1);

    mesh.clock().setWallClock(Duration.ofHours(-10));
    mesh.clock().pass(TEN_MINUTES);
    assertThat(lock(bert, "a").granted()).isTrue();
  }

  @Test
  void theEndOfTimeIsSeenWhenItComes() {
    lock(anna, "a");
    mesh.clock().pass(Duration.ofMinutes(4));
    lock(anna, "b");
    assertThat(mesh.locks().nextExpiry()).contains(Duration.ofMinutes(6));
    mesh.locks().endExpired();
    assertThat(mesh.published(FileUnlocked.class)).isEmpty();
    assertThat(mesh.locks().count()).isEqualTo(2);

    mesh.clock().pass(Duration.ofMinutes(6));
    mesh.locks().endExpired();

    assertThat(mesh.published(FileUnlocked.class))
        .singleElement()
        .satisfies(ended -> assertThat(ended.filePath()).endsWith("/a"))
        .satisfies(ended -> assertThat(ended.why()).isEqualTo(UnlockCause.EXPIRED));
    assertThat(mesh.locks().nextExpiry()).contains(Duration.ofMinutes(4));
    mesh.clock().pass(Duration.ofMinutes(4));
    mesh.locks().endExpired();
    assertThat(mesh.locks().nextExpiry()).isEmpty();
    assertThat(mesh.locks().count()).isZero();
  }

  @Test
  void locksOutliveTheBrokerForTheRestOfTheirTime() {
    FileLock held = lock(anna, "a").lock();
    mesh.clock().pass(Duration.ofMinutes(3));
    mesh.restart(Duration.ofMinutes(1));

    assertThat(query(null).locks()).containsExactly(held);
    assertThat(lock(bert, "a").granted()).isFalse();
    assertThat(mesh.locks().nextExpiry()).contains(Duration.ofMinutes(6));
    mesh.clock().pass(Duration.ofMinutes(6).minus(MOMENT));
    assertThat(lock(bert, "a").granted()).isFalse();
    mesh.clock().pass(MOMENT);
    assertThat(lock(bert, "a").granted()).isTrue();
  }

  @Test
  void aClockSetBackBetweenTwoBrokersKeepsNoLockLongerThanALockCanLast() {
    lock(anna, "a");
    mesh.clock().setWallClock(Duration.ofDays(-300));
    mesh.restart(MOMENT);

    assertThat(lock(bert, "a").granted()).isFalse();
    mesh.clock().pass(Duration.ofHours(1));
    assertThat(lock(bert, "a").granted()).isTrue();
  }

  @Test
  void onlyTheHolderUnlocks() {
    lock(anna, "a");

    LockResult notYours = unlock(bert, "a");

    assertThat(notYours.released()).isFalse();
    assertThat(notYours.heldBy()).isEqualTo(anna.name());
    assertThat(lock(bert, "a").granted()).isFalse();
    assertThat(unlock(anna, "a").released()).isTrue();
    assertThat(unlock(anna, "a").released()).isFalse();
    assertThat(mesh.published(FileUnlocked.class))
        .extracting(FileUnlocked::why)
        .containsExactly(UnlockCause.RELEASED);
    assertThat(lock(bert, "a").granted()).isTrue();
  }

  @Test
  void theLocksOfAnAgentThatLeavesAreFree() {
    lock(anna, "a");
    lock(anna, "b");
    lock(bert, "c");

    mesh.leave(anna);

    assertThat(mesh.published(FileUnlocked.class))
        .extracting(FileUnlocked::why)
        .containsExactly(UnlockCause.HOLDER_LEFT, UnlockCause.HOLDER_LEFT);
    assertThat(lock(bert, "a").granted()).isTrue();
    assertThat(lock(bert, "b").granted()).isTrue();
    assertThat(query(null).locks()).hasSize(3);
  }

  @Test
  void anAgentThatDoesNotComeBackToTheNextBrokerLosesItsLocksAfterTheGrace() {
    lock(anna, "a");
    mesh.restart(MOMENT);
    bert = mesh.join("bert");
    mesh.clock().pass(TestMesh.GRACE.minus(MOMENT));
    mesh.peers().sweep();
    assertThat(lock(bert, "a").granted()).isFalse();

    mesh.clock().pass(MOMENT);
    mesh.peers().sweep();

    assertThat(lock(bert, "a").granted()).isTrue();
  }

  @Test
  void aRefusalMakesNoEventAndUsesNoToken() {
    long token = lock(anna, "a").lock().fencingToken();
    int events = mesh.published().size();
    for (int i = 0; i < 10; i++) {
      lock(bert, "a");
    }
    assertThat(mesh.published()).hasSize(events);
    assertThat(lock(bert, "b").lock().fencingToken()).isEqualTo(token + 1);
  }
}
