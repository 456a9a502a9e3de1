package io.slmmesh.api.state;

import static io.slmmesh.api.error.MeshException.invalid;

import io.slmmesh.api.json.Doc;
import io.slmmesh.api.json.Limit;
import org.jspecify.annotations.Nullable;

/** Input of {@code mesh_state}. */
public record ShareState(
    Action action,
    @Doc("for get, set, delete") @Limit(chars = 200, blank = false) @Nullable String key,
    @Doc("for set; at most 64 KiB") @Limit(bytes = 64 << 10) @Nullable String value,
    @Doc("default: this project") @Limit(chars = 200, blank = false) @Nullable String namespace) {

  /** What to do. */
  public enum Action {
    GET,
    SET,
    LIST,
    DELETE
  }

  public ShareState {
    if (action != Action.LIST && key == null) {
      throw invalid(
          "key", "is required for action " + action.name().toLowerCase(java.util.Locale.ROOT));
    }
    if (action == Action.SET && value == null) {
      throw invalid("value", "is required for action set");
    }
  }

  /** The key of an action that has one. */
  public String requiredKey() {
    return key == null ? "" : key;
  }

  /** The value of a set. */
  public String requiredValue() {
    return value == null ? "" : value;
  }
}
