package io.slmmesh.broker.store;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.Published;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer: one thread, one connection. It takes all work that is waiting, runs it in one
 * transaction (each piece in a savepoint of its own, so that one refusal does not undo its
 * neighbours), commits once, hands the events on, and only then lets the callers go.
 */
final class WriteQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);
  private static final int LARGEST_GROUP = 256;

  private final Sql sql;
  private final MeshClock clock;
  private final Consumer<List<Published>> afterCommit;
  private final Consumer<StoreException> onFatal;
  private final LinkedBlockingQueue<Piece<?>> waiting = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  WriteQueue(
      Sql sql,
      MeshClock clock,
      Consumer<List<Published>> afterCommit,
      Consumer<StoreException> onFatal) {
    this.sql = sql;
    this.clock = clock;
    this.afterCommit = afterCommit;
    this.onFatal = onFatal;
    this.thread = Thread.ofPlatform().name("store-writer").daemon().start(this::run);
  }

  /** Runs {@code work} and returns its result once it is durable. */
  <T> T write(Function<Tx, T> work) {
    var piece = new Piece<>(work);
    waiting.add(piece);
    if (closed && waiting.remove(piece)) {
      throw new MeshException(ErrorCode.UNAVAILABLE, "the broker is stopping; try again");
    }
    try {
      return piece.done.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void run() {
    var group = new ArrayList<Piece<?>>();
    while (!closed || !waiting.isEmpty()) {
      try {
        group.add(waiting.take());
      } catch (InterruptedException e) {
        continue; // close() wants us to look again
      }
      waiting.drainTo(group, LARGEST_GROUP - 1);
      commit(group);
      group.clear();
    }
  }

  private void commit(List<Piece<?>> group) {
    var events = new ArrayList<Published>();
    var actions = new ArrayList<Runnable>();
    try {
      sql.run("BEGIN IMMEDIATE");
      for (Piece<?> piece : group) {
        piece
            .run(sql, Instant.ofEpochMilli(clock.millis()))
            .ifPresent(tx -> {
              events.addAll(tx.events());
              actions.addAll(tx.afterCommit());
            });
      }
      sql.run("COMMIT");
    } catch (RuntimeException | Error e) {
      rollBack();
      group.forEach(piece -> piece.done.completeExceptionally(e));
      reportFatal(e);
      return;
    }
    actions.forEach(WriteQueue::guarded);
    if (!events.isEmpty()) {
      guarded(() -> afterCommit.accept(events));
    }
    group.forEach(Piece::complete);
  }

  /** What is committed is true, and its callers are told so, whatever fails beside it. */
  private static void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException | Error e) {
      LOG.error("what follows a commit failed", e);
    }
  }

  private void rollBack() {
    try {
      sql.run("ROLLBACK");
    } catch (RuntimeException e) {
      // SQLite has already rolled back by itself after some failures; there is nothing left to
      // undo.
    }
  }

  private void reportFatal(Throwable failure) {
    if (failure instanceof StoreException store && store.kind() != StoreException.Kind.FAILED) {
      onFatal.accept(store);
    }
  }

  /** Ends after all waiting work is done. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Work and its outcome, which is told only after the commit. */
  private static final class Piece<T> {
    private final Function<Tx, T> work;
    private final CompletableFuture<T> done = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Throwable failure;

    Piece(Function<Tx, T> work) {
      this.work = work;
    }

    /** The transaction as the work left it; empty if the work refused and was undone. */
    Optional<Tx> run(Sql sql, Instant now) {
      var tx = new Tx(sql, now);
      sql.run("SAVEPOINT piece");
      try {
        result = work.apply(tx);
        sql.run("RELEASE piece");
        return Optional.of(tx);
      } catch (RuntimeException | Error e) {
        boolean trusted =
            !(e instanceof StoreException store) || store.kind() == StoreException.Kind.FAILED;
        if (trusted && undo(sql)) {
          failure = e;
          return Optional.empty();
        }
        throw e;
      }
    }

    /** Returns whether that worked; if not, SQLite has undone the whole group already. */
    private static boolean undo(Sql sql) {
      try {
        sql.run("ROLLBACK TO piece");
        sql.run("RELEASE piece");
        return true;
      } catch (RuntimeException e) {
        return false;
      }
    }

    @SuppressWarnings("NullAway") // work may return null for a Void result
    void complete() {
      if (failure != null) {
        done.completeExceptionally(failure);
      } else {
        done.complete(result);
      }
    }
  }
}
