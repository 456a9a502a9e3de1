package io.slmmesh.broker.locks;

import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.FileLocked;
import io.slmmesh.api.event.MeshEvent.FileUnlocked;
import io.slmmesh.api.lock.FileLock;
import io.slmmesh.api.lock.LockFile;
import io.slmmesh.api.lock.LockResult;
import io.slmmesh.api.lock.UnlockCause;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.broker.clock.MeshClock;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import io.slmmesh.broker.store.Tx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code mesh_lock}. Never two holders at the broker: every grant is decided on the single writer
 * thread. The locks are advisory; the fencing token is for those who check it.
 */
public final class Locks {
  /** How long an edit keeps a file that nobody locked; each further edit of it begins anew. */
  static final Duration CLAIM = Duration.ofMinutes(2);

  private static final String CLAIM_REASON = "is editing it";

  private final Store store;
  private final Deadlines deadlines;

  public Locks(Store store, MeshClock clock) {
    this.store = store;
    this.deadlines = new Deadlines(clock);
    store.read(LockTable::all).forEach(deadlines::resume);
  }

  public LockResult lock(Call call, LockFile request) {
    PathKey key =
        request.filePath() == null ? null : key(call.caller().directory(), request.filePath());
    return switch (request.action()) {
      case LOCK ->
          store.once(
              call.key(),
              LockResult.class,
              tx -> grant(tx, call.agent(), Objects.requireNonNull(key), request));
      case UNLOCK ->
          store.once(
              call.key(),
              LockResult.class,
              tx -> release(tx, call.agent(), Objects.requireNonNull(key)));
      case QUERY -> LockResult.listed(store.read(sql -> held(sql, key)));
    };
  }

  /** The one path of a file that {@code caller} spells like this. */
  public static String canonical(Caller caller, String filePath) {
    return key(caller.directory(), filePath).path();
  }

  private static PathKey key(String directory, String filePath) {
    if (directory.isEmpty() && !filePath.startsWith("/")) {
      throw MeshException.invalid("filePath", "must be absolute for a caller without a directory");
    }
    return PathKey.of(directory, filePath);
  }

  private LockResult grant(Tx tx, Caller me, PathKey key, LockFile request) {
    Duration ttl = Duration.ofMinutes(request.ttlMinutes());
    Optional<FileLock> current = live(tx, key);
    if (current.isPresent() && !current.get().lockedById().equals(me.id())) {
      return LockResult.refused(current.get());
    }
    long token =
        current.isPresent()
            ? renew(tx, current.get(), request.reason(), ttl)
            : LockTable.insert(
                tx.sql(), key, me.id(), request.reason(), tx.now(), tx.now().plus(ttl));
    deadlines.set(token, ttl);
    FileLock lock =
        LockTable.byPath(tx.sql(), current.map(FileLock::filePath).orElse(key.path()))
            .orElseThrow();
    tx.publish(new FileLocked(lock.filePath(), lock.lockedBy(), lock.expiresAt(), token), me.id());
    return LockResult.granted(lock);
  }

  /**
   * An edit of these files by {@code me} begins: free ones become its own for {@link #CLAIM}, its
   * own claims last as long again, and the locks it took by itself stay as they are. Either all of
   * them or none.
   *
   * @param paths absolute, or relative to the directory of {@code me}
   * @return the lock of another agent that stands against it
   */
  public Optional<FileLock> claim(Caller me, List<String> paths) {
    List<PathKey> keys = paths.stream().map(path -> key(me.directory(), path)).distinct().toList();
    if (store.read(sql -> keys.stream().allMatch(key -> isSafe(sql, me, key)))) {
      return Optional.empty();
    }
    return store.write(tx -> {
      Optional<FileLock> foreign =
          keys.stream().flatMap(key -> live(tx, key).stream()).filter(isNotOf(me)).findFirst();
      if (foreign.isEmpty()) {
        keys.forEach(key -> claim(tx, me, key));
      }
      return foreign;
    });
  }

  /** The locks that other agents hold on these files, by absolute paths. */
  public List<FileLock> heldByOthers(Caller me, List<String> paths) {
    return store.read(sql ->
        paths.stream()
            .flatMap(path -> held(sql, key(me.directory(), path)).stream())
            .filter(isNotOf(me))
            .distinct()
            .toList());
  }

  private static Predicate<FileLock> isNotOf(Caller me) {
    return lock -> !lock.lockedById().equals(me.id());
  }

  /** Whether nothing needs to be written: most edits follow one of the same file. */
  private boolean isSafe(Sql sql, Caller me, PathKey key) {
    return find(sql, key)
        .filter(lock -> lock.lockedById().equals(me.id()))
        .filter(lock -> !endsSoon(lock))
        .isPresent();
  }

  private void claim(Tx tx, Caller me, PathKey key) {
    Optional<FileLock> mine = live(tx, key);
    if (mine.isEmpty()) {
      Instant until = tx.now().plus(CLAIM);
      long token = LockTable.insertClaim(tx.sql(), key, me.id(), CLAIM_REASON, tx.now(), until);
      deadlines.set(token, CLAIM);
      tx.publish(new FileLocked(key.path(), me.name(), until, token), me.id());
    } else if (LockTable.isClaim(tx.sql(), mine.get().fencingToken())) {
      renewClaim(tx, mine.get());
    }
  }

  /** The agent works on: what its edits claimed stays its own for as long again. */
  public void renewClaims(Caller me) {
    if (store.read(sql -> LockTable.claimsOf(sql, me.id())).stream().noneMatch(this::endsSoon)) {
      return;
    }
    store.write(tx -> {
      LockTable.claimsOf(tx.sql(), me.id()).stream()
          .filter(lock -> !deadlines.left(lock).isZero())
          .forEach(lock -> renewClaim(tx, lock));
      return tx.now();
    });
  }

  private void renewClaim(Tx tx, FileLock lock) {
    LockTable.renewClaim(tx.sql(), lock.fencingToken(), tx.now().plus(CLAIM));
    deadlines.set(lock.fencingToken(), CLAIM);
  }

  private boolean endsSoon(FileLock lock) {
    return deadlines.left(lock).compareTo(CLAIM.dividedBy(2)) <= 0;
  }

  /** The agent's turn is over: what its edits claimed is free; what it locked stays locked. */
  public void releaseClaims(Caller me) {
    if (store.read(sql -> LockTable.claimsOf(sql, me.id())).isEmpty()) {
      return;
    }
    store.write(tx -> {
      LockTable.claimsOf(tx.sql(), me.id()).forEach(lock -> end(tx, lock, UnlockCause.RELEASED));
      return tx.now();
    });
  }

  private static long renew(Tx tx, FileLock lock, @Nullable String reason, Duration ttl) {
    LockTable.renew(tx.sql(), lock.fencingToken(), reason, tx.now().plus(ttl));
    return lock.fencingToken();
  }

  private LockResult release(Tx tx, Caller me, PathKey key) {
    Optional<FileLock> current = live(tx, key);
    if (current.isEmpty()) {
      return LockResult.released(false);
    }
    if (!current.get().lockedById().equals(me.id())) {
      return LockResult.notYours(current.get());
    }
    end(tx, current.get(), UnlockCause.RELEASED);
    return LockResult.released(true);
  }

  /** The lock that holds for this file now; one whose time is over is ended first. */
  private Optional<FileLock> live(Tx tx, PathKey key) {
    Optional<FileLock> found = find(tx.sql(), key);
    if (found.isPresent() && deadlines.reached(found.get())) {
      end(tx, found.get(), UnlockCause.EXPIRED);
      return live(tx, key); // the same file may be locked under another path
    }
    return found;
  }

  private static Optional<FileLock> find(Sql sql, PathKey key) {
    Optional<FileLock> samePath = LockTable.byPath(sql, key.path());
    return samePath.isPresent()
        ? samePath
        : LockTable.byFile(sql, key.file()).stream()
            .filter(lock -> stillThatFile(lock, key))
            .findFirst();
  }

  /**
   * A file system may give the number of a deleted file to a new one: a hard link counts only while
   * the locked path still leads to it.
   */
  private static boolean stillThatFile(FileLock lock, PathKey key) {
    return Objects.equals(PathKey.fileKey(Path.of(lock.filePath())), key.file());
  }

  private List<FileLock> held(Sql sql, @Nullable PathKey key) {
    List<FileLock> locks = key == null ? LockTable.all(sql) : find(sql, key).stream().toList();
    return locks.stream().filter(lock -> !deadlines.reached(lock)).toList();
  }

  /** Ends all locks of an agent that leaves, in the transaction in which it leaves. */
  public void holderLeft(Tx tx, String holder) {
    LockTable.byHolder(tx.sql(), holder).forEach(lock -> end(tx, lock, UnlockCause.HOLDER_LEFT));
  }

  /** Ends the locks whose time is over, so that it is seen when it happens. */
  public void endExpired() {
    if (deadlines.reached().isEmpty()) {
      return;
    }
    store.write(tx -> {
      deadlines.reached().forEach(token -> endExpired(tx, token));
      return tx.now();
    });
  }

  /** A grant that was not committed has left a deadline without a lock. */
  private void endExpired(Tx tx, long token) {
    LockTable.byToken(tx.sql(), token)
        .ifPresentOrElse(
            lock -> end(tx, lock, UnlockCause.EXPIRED),
            () -> tx.afterCommit(() -> deadlines.clear(token)));
  }

  /** Time until the next lock ends by itself. */
  public Optional<Duration> nextExpiry() {
    return deadlines.next();
  }

  private void end(Tx tx, FileLock lock, UnlockCause why) {
    LockTable.delete(tx.sql(), lock.fencingToken());
    tx.afterCommit(() -> deadlines.clear(lock.fencingToken()));
    tx.publish(
        new FileUnlocked(lock.filePath(), lock.lockedBy(), why, lock.fencingToken()),
        lock.lockedById());
  }

  public long count() {
    return deadlines.count();
  }
}
