package io.slmmesh.api.state;

import io.slmmesh.api.json.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Output of {@code mesh_state}: {@code entry} for get and set, {@code entries} for list, {@code
 * deleted} for delete.
 */
public record StateResult(
    String namespace,
    @Doc("get: whether the key has a value") @Nullable Boolean found,
    @Doc("delete: whether there was a value") @Nullable Boolean deleted,
    @Nullable StateEntry entry,
    @Nullable List<StateEntry> entries,
    @Doc("list: entries left out because the answer would be too large")
        @Nullable Integer omitted) {

  public static StateResult found(StateEntry entry) {
    return new StateResult(entry.namespace(), true, null, entry, null, null);
  }

  public static StateResult stored(StateEntry entry) {
    return new StateResult(entry.namespace(), null, null, entry, null, null);
  }

  public static StateResult missing(String namespace) {
    return new StateResult(namespace, false, null, null, null, null);
  }

  public static StateResult deleted(String namespace, boolean deleted) {
    return new StateResult(namespace, null, deleted, null, null, null);
  }

  public static StateResult listed(String namespace, List<StateEntry> entries, int omitted) {
    return new StateResult(namespace, null, null, null, entries, omitted == 0 ? null : omitted);
  }
}
