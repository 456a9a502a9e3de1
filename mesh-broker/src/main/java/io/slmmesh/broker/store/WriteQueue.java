package io.slmmesh.broker.store;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.Published;
import io.slmmesh.broker.clock.MeshClock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one writer: one connection and one transaction at a time. Who comes first runs the
 * transaction on its own thread, so that a lone write waits for no other thread. Who comes
 * meanwhile waits; then the first of them runs all that has gathered in one transaction (each piece
 * in a savepoint of its own, so that one refusal does not undo its neighbours) and commits once.
 * Events are handed on before the next transaction begins, and only then the callers are let go.
 */
final class WriteQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WriteQueue.class);
  private static final int LARGEST_GROUP = 256;

  private final Sql sql;
  private final MeshClock clock;
  private final Consumer<List<Published>> afterCommit;
  private final Consumer<StoreException> onFatal;
  private final Queue<Piece<?>> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean closed;

  WriteQueue(
      Sql sql,
      MeshClock clock,
      Consumer<List<Published>> afterCommit,
      Consumer<StoreException> onFatal) {
    this.sql = sql;
    this.clock = clock;
    this.afterCommit = afterCommit;
    this.onFatal = onFatal;
  }

  /** Runs {@code work} and returns its result once it is durable. */
  <T> T write(Function<Tx, T> work) {
    var piece = new Piece<>(work);
    if (enter(piece) || piece.awaitsTurn()) {
      lead();
    }
    return piece.outcome();
  }

  /** Whether it is the caller's turn at once. */
  private synchronized boolean enter(Piece<?> piece) {
    if (closed) {
      throw new MeshException(ErrorCode.UNAVAILABLE, "the broker is stopping; try again");
    }
    waiting.add(piece);
    boolean first = !busy;
    busy = true;
    return first;
  }

  private void lead() {
    List<Piece<?>> group = gather();
    try {
      commit(group);
    } finally {
      passOn();
      group.forEach(Piece::letGo);
    }
  }

  private synchronized List<Piece<?>> gather() {
    var group = new ArrayList<Piece<?>>();
    Piece<?> next = waiting.poll();
    while (next != null) {
      group.add(next);
      next = group.size() < LARGEST_GROUP ? waiting.poll() : null;
    }
    return group;
  }

  private synchronized void passOn() {
    Piece<?> next = waiting.peek();
    if (next == null) {
      busy = false;
      notifyAll();
    } else {
      next.takeTurn();
    }
  }

  private void commit(List<Piece<?>> group) {
    var done = new ArrayList<Tx>();
    try {
      sql.run("BEGIN IMMEDIATE");
      for (Piece<?> piece : group) {
        piece
            .run(sql, Instant.ofEpochMilli(clock.millis()), group.size() == 1)
            .ifPresent(done::add);
      }
      if (done.isEmpty()) {
        rollBack();
        return;
      }
      sql.run("COMMIT");
    } catch (RuntimeException | Error e) {
      rollBack();
      group.forEach(piece -> piece.failed(e));
      reportFatal(e);
      return;
    }
    group.forEach(Piece::committed);
    handOn(done);
  }

  private void handOn(List<Tx> done) {
    done.forEach(tx -> tx.afterCommit().forEach(WriteQueue::guarded));
    List<Published> events = done.stream().flatMap(tx -> tx.events().stream()).toList();
    if (!events.isEmpty()) {
      guarded(() -> afterCommit.accept(events));
    }
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

  /** Takes no more work and returns when all that was waiting is done. */
  @Override
  public synchronized void close() {
    closed = true;
    boolean interrupted = false;
    while (busy) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Work of one thread and its outcome, which is told only after the commit. */
  private static final class Piece<T> {
    private enum State {
      WAITS,
      /** Its thread must run the next transaction. */
      LEADS,
      OVER
    }

    private final Function<Tx, T> work;
    private final Thread owner = Thread.currentThread();
    private volatile State state = State.WAITS;
    private boolean committed;
    private @Nullable T result;
    private @Nullable Throwable failure;

    Piece(Function<Tx, T> work) {
      this.work = work;
    }

    /** Waits until the work is done or, then it returns true, its thread must lead. */
    boolean awaitsTurn() {
      boolean interrupted = false;
      while (state == State.WAITS) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        owner.interrupt();
      }
      return state == State.LEADS;
    }

    void takeTurn() {
      state = State.LEADS;
      LockSupport.unpark(owner);
    }

    void letGo() {
      state = State.OVER;
      LockSupport.unpark(owner);
    }

    /** The transaction as the work left it; empty if the work refused and was undone. */
    Optional<Tx> run(Sql sql, Instant now, boolean alone) {
      var tx = new Tx(sql, now);
      try {
        if (!alone) {
          sql.run("SAVEPOINT piece");
        }
        result = work.apply(tx);
        if (!alone) {
          sql.run("RELEASE piece");
        }
        return Optional.of(tx);
      } catch (RuntimeException | Error e) {
        boolean trusted =
            !(e instanceof StoreException store) || store.kind() == StoreException.Kind.FAILED;
        if (trusted && (alone || undo(sql))) {
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

    void failed(Throwable reason) {
      failure = reason;
    }

    void committed() {
      committed = true;
    }

    @SuppressWarnings("NullAway") // work may return null for a Void result
    T outcome() {
      if (failure != null) {
        throw failure instanceof RuntimeException told ? told : new CompletionException(failure);
      }
      if (!committed) {
        throw new IllegalStateException("the transaction was not finished");
      }
      return result;
    }
  }
}
