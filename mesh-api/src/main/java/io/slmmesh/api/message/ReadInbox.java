package io.slmmesh.api.message;

import io.slmmesh.api.json.Default;
import io.slmmesh.api.json.Doc;
import io.slmmesh.api.json.Limit;
import org.jspecify.annotations.Nullable;

/** Input of {@code mesh_inbox}. */
public record ReadInbox(
    @Default("unread") Filter filter,
    @Doc("only with this agent (name or id)") @Limit(chars = 100, blank = false)
        @Nullable String from,
    @Limit(min = 1, max = 100) @Default("20") int limit,
    @Doc("leave them unread") @Default("false") boolean peek,
    @Doc("wait this long if there is nothing") @Limit(min = 0, max = 50) @Default("0")
        int waitSeconds,
    @Doc("instead: messages you sent") @Default("false") boolean sent) {

  /** Which messages. */
  public enum Filter {
    UNREAD,
    ALL
  }
}
