package io.slmmesh.broker.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.api.event.MeshEvent.StateChanged;
import io.slmmesh.api.operation.Call;
import io.slmmesh.api.operation.Caller;
import io.slmmesh.api.state.ShareState;
import io.slmmesh.api.state.StateEntry;
import io.slmmesh.api.state.StateResult;
import io.slmmesh.broker.store.Sql;
import io.slmmesh.broker.store.Store;
import io.slmmesh.broker.store.Tx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** {@code mesh_state}: versioned values by namespace and key. */
public final class SharedState {
  /** The most bytes of keys and values in one namespace. */
  static final long QUOTA = 10L << 20;

  /** A list holds at most this many characters of values. */
  private static final int LIST_CHARACTERS = 256 << 10;

  private final Store store;

  /** Of all values, as the last commit left it. */
  private final AtomicLong count;

  public SharedState(Store store) {
    this.store = store;
    this.count = new AtomicLong(store.read(StateTable::count));
  }

  public StateResult share(Call call, ShareState request) {
    String namespace = namespace(call, request);
    return switch (request.action()) {
      case GET -> store.read(sql -> get(sql, namespace, request.requiredKey()));
      case LIST -> store.read(sql -> list(sql, namespace));
      case SET ->
          store.once(call.key(), StateResult.class, tx -> set(tx, call, namespace, request));
      case DELETE ->
          store.once(
              call.key(),
              StateResult.class,
              tx -> delete(tx, call, namespace, request.requiredKey()));
    };
  }

  private static String namespace(Call call, ShareState request) {
    String namespace = request.namespace() == null ? call.caller().project() : request.namespace();
    if (namespace.isEmpty()) {
      throw MeshException.invalid("namespace", "is required for a caller without a directory");
    }
    return namespace;
  }

  private static StateResult get(Sql sql, String namespace, String key) {
    return StateTable.get(sql, namespace, key)
        .map(StateResult::found)
        .orElseGet(() -> StateResult.missing(namespace));
  }

  private static StateResult list(Sql sql, String namespace) {
    List<StateEntry> all = StateTable.list(sql, namespace);
    var shown = new ArrayList<StateEntry>();
    int characters = 0;
    for (StateEntry entry : all) {
      characters += entry.key().length() + entry.value().length();
      if (characters > LIST_CHARACTERS && !shown.isEmpty()) {
        break;
      }
      shown.add(entry);
    }
    return StateResult.listed(namespace, shown, all.size() - shown.size());
  }

  private StateResult set(Tx tx, Call call, String namespace, ShareState request) {
    String key = request.requiredKey();
    String value = request.requiredValue();
    long bytes = (long) key.getBytes(UTF_8).length + value.getBytes(UTF_8).length;
    long growth = bytes - StateTable.bytes(tx.sql(), namespace, key);
    long used = StateTable.namespaceBytes(tx.sql(), namespace);
    if (used + growth > QUOTA) {
      throw new MeshException(
          ErrorCode.TOO_LARGE,
          "namespace "
              + namespace
              + " would hold "
              + (used + growth)
              + " bytes; at most "
              + QUOTA
              + ". Delete keys you no longer need.");
    }
    long version = StateTable.get(tx.sql(), namespace, key).map(StateEntry::version).orElse(0L) + 1;
    if (version == 1) {
      tx.afterCommit(count::incrementAndGet);
    }
    Caller author = call.agent();
    var entry = new StateEntry(key, namespace, value, version, author.name(), tx.now());
    StateTable.put(tx.sql(), entry, bytes, author.id());
    StateTable.grow(tx.sql(), namespace, growth);
    tx.publish(new StateChanged(namespace, key, version), author.id());
    return StateResult.stored(entry);
  }

  private StateResult delete(Tx tx, Call call, String namespace, String key) {
    long bytes = StateTable.bytes(tx.sql(), namespace, key);
    if (bytes == 0) {
      return StateResult.deleted(namespace, false);
    }
    StateTable.delete(tx.sql(), namespace, key);
    tx.afterCommit(count::decrementAndGet);
    StateTable.grow(tx.sql(), namespace, -bytes);
    tx.publish(
        new StateChanged(namespace, key, 0), call.caller().isAgent() ? call.caller().id() : null);
    return StateResult.deleted(namespace, true);
  }

  public long count() {
    return count.get();
  }
}
