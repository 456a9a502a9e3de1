package io.slmmesh.broker.store;

import io.slmmesh.api.event.Published;
import io.slmmesh.api.json.Json;
import io.slmmesh.api.json.Records;
import io.slmmesh.api.operation.CallKey;
import io.slmmesh.broker.clock.MeshClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The database: writes that are durable when they return, reads that never wait for a writer,
 * events after the commit.
 */
public final class Store implements AutoCloseable {
  private static final int READERS = 2;
  private static final Duration KEEP_ANSWERS = Duration.ofDays(1);

  private final Path file;
  private final WriteQueue writer;
  private final Sql writerConnection;

  /** The open ones first: one that was never needed is never opened. */
  private final LinkedBlockingDeque<Optional<Sql>> readers = new LinkedBlockingDeque<>();

  private final List<Consumer<List<Published>>> listeners = new CopyOnWriteArrayList<>();
  private final Consumer<StoreException> onFatal;
  private final Optional<Damage> damage;

  private Store(
      Path file,
      Sql connection,
      Optional<Damage> damage,
      MeshClock clock,
      Consumer<StoreException> onFatal) {
    this.file = file;
    this.damage = damage;
    this.writerConnection = connection;
    this.onFatal = failure -> fail(failure, onFatal);
    this.writer =
        new WriteQueue(
            connection,
            clock,
            events -> listeners.forEach(listener -> listener.accept(events)),
            this.onFatal);
    for (int i = 0; i < READERS; i++) {
      readers.add(Optional.empty()); // opened when first needed: a session must not wait for it
    }
  }

  /**
   * Opens or creates the database, checks it if the last broker did not close it, brings its schema
   * up to date. A damaged file is put aside and a new one begun, with what can be read of the old.
   *
   * @param full whether an acknowledged write must survive a loss of power, not only the death of
   *     the broker
   * @param onFatal told when the database can't be trusted any more; must not block
   * @throws SchemaTooNewException if a newer version wrote it
   */
  public static Store open(
      Path file, boolean full, MeshClock clock, Consumer<StoreException> onFatal) {
    var durability = full ? Database.Durability.FULL : Database.Durability.NORMAL;
    Optional<Damage> damage = saveDamagedLog(file, clock);
    Sql sql;
    try {
      sql = openSound(file, durability);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      Path aside = Quarantine.move(file, clock.millis());
      sql = openSound(file, durability);
      String report =
          "the database was damaged (%s); it is kept as %s and a new one was begun; %s"
              .formatted(e.getMessage(), aside, Salvage.run(aside, file));
      damage = Optional.of(new Damage(aside, report));
    }
    return new Store(file, sql, damage, clock, onFatal);
  }

  private static Optional<Damage> saveDamagedLog(Path file, MeshClock clock) {
    if (!WalHeader.isDamaged(Quarantine.part(file, Quarantine.LOG))) {
      return Optional.empty();
    }
    Soundness.suspect(file);
    Path aside = Quarantine.moveLog(file, clock.millis());
    String report = "the database's log was damaged; it is kept as " + aside;
    return Optional.of(new Damage(aside, report + "; what only it held is missing"));
  }

  private static Sql openSound(Path file, Database.Durability durability) {
    Soundness.checkFiles(file);
    if (Soundness.inDoubt(file)) {
      Soundness.check(file);
    }
    Sql sql = Database.openWriter(file, durability);
    try {
      Migrations.apply(sql, file);
      return sql;
    } catch (RuntimeException e) {
      sql.close();
      throw e;
    }
  }

  /**
   * Runs {@code work} in a transaction in the writer's turn; returns after the commit is on disk.
   */
  public <T> T write(Function<Tx, T> work) {
    return writer.write(work);
  }

  /**
   * Like {@link #write}, but a call that was done before is not done again: it gets the answer it
   * got then.
   *
   * @param key names the call; {@code null} when the caller can't repeat itself
   */
  public <T extends Record> T once(@Nullable CallKey key, Class<T> type, Function<Tx, T> work) {
    if (key == null) {
      return write(work);
    }
    return write(tx -> {
      Optional<String> earlier = CallTable.answer(tx.sql(), key);
      if (earlier.isPresent()) {
        return Records.decode(type, Json.object(earlier.get()));
      }
      T answer = work.apply(tx);
      CallTable.forgetDone(tx.sql(), key);
      CallTable.record(tx.sql(), key, Json.text(answer), tx.now());
      return answer;
    });
  }

  /** Runs queries on a reader connection. */
  public <T> T read(Function<Sql, T> work) {
    Optional<Sql> reader = takeReader();
    try {
      Sql sql = reader.orElseGet(() -> Database.openReader(file));
      reader = Optional.of(sql);
      return work.apply(sql);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.FAILED) {
        onFatal.accept(e);
      }
      throw e;
    } finally {
      readers.addFirst(reader);
    }
  }

  private void fail(StoreException failure, Consumer<StoreException> onFatal) {
    if (failure.kind() == StoreException.Kind.DAMAGED) {
      Soundness.suspect(file);
    }
    onFatal.accept(failure);
  }

  /**
   * Not to be interrupted: a cancelled wait ends where it waits for news, not in the middle of a
   * read.
   */
  private Optional<Sql> takeReader() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return readers.take();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * {@code listener} gets the events of each commit, in order, in the writer's turn: it must not
   * block.
   */
  public void onCommit(Consumer<List<Published>> listener) {
    listeners.add(listener);
  }

  /** What was found damaged at this start. */
  public Optional<Damage> damage() {
    return damage;
  }

  /** Removes the recorded answers of sessions that can't come back any more. */
  public void forgetOldCalls() {
    write(tx -> {
      CallTable.forgetBefore(tx.sql(), tx.now().minus(KEEP_ANSWERS));
      return tx.now();
    });
  }

  /** Size of the database with its log. */
  public long bytes() {
    try {
      Path log = file.resolveSibling(file.getFileName() + "-wal");
      return Files.size(file) + (Files.exists(log) ? Files.size(log) : 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A value the broker remembers about itself. */
  public Optional<String> remembered(String key) {
    return read(
        sql -> sql.first("SELECT value FROM meta WHERE key = ?", row -> row.text("value"), key));
  }

  /** Remembers {@code value}, or forgets it when {@code null}. */
  public void remember(String key, @Nullable String value) {
    write(tx ->
        value == null
            ? tx.sql().update("DELETE FROM meta WHERE key = ?", key)
            : tx.sql()
                .update(
                    "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                    key,
                    value));
  }

  @Override
  public void close() {
    writer.close();
    var open = new ArrayList<Optional<Sql>>();
    for (int i = 0; i < READERS; i++) {
      open.add(takeReader());
    }
    open.forEach(reader -> reader.ifPresent(Sql::close));
    writerConnection.close();
  }
}
