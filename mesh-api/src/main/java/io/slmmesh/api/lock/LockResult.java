package io.slmmesh.api.lock;

import io.slmmesh.api.json.Doc;
import io.slmmesh.api.operation.Refusable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Output of {@code mesh_lock}: {@code granted} answers lock, {@code released} unlock, {@code locks}
 * query.
 */
public record LockResult(
    @Nullable Boolean granted,
    @Nullable Boolean released,
    @Doc("the lock you hold") @Nullable FileLock lock,
    @Doc("name of the agent that holds it") @Nullable String heldBy,
    @Nullable String reason,
    @Nullable Instant expiresAt,
    @Nullable List<FileLock> locks)
    implements Refusable {

  public static LockResult granted(FileLock lock) {
    return new LockResult(true, null, lock, null, null, null, null);
  }

  public static LockResult refused(FileLock held) {
    return new LockResult(
        false, null, null, held.lockedBy(), held.reason(), held.expiresAt(), null);
  }

  /** The caller's lock is gone: {@code true} if there was one. */
  public static LockResult released(boolean wasHeld) {
    return new LockResult(null, wasHeld, null, null, null, null, null);
  }

  /** Nothing was released: somebody else holds it. */
  public static LockResult notYours(FileLock held) {
    return new LockResult(
        null, false, null, held.lockedBy(), held.reason(), held.expiresAt(), null);
  }

  public static LockResult listed(List<FileLock> locks) {
    return new LockResult(null, null, null, null, null, null, locks);
  }

  @Override
  public Optional<String> refusal() {
    if (heldBy == null) {
      return Optional.empty();
    }
    String why = reason == null || reason.isEmpty() ? "" : " (" + reason + ")";
    return Optional.of("locked by " + heldBy + why + " until " + expiresAt);
  }
}
