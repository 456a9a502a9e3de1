package io.slmmesh.api.message;

import io.slmmesh.api.json.Doc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Output of {@code mesh_send}: the messages are stored durably. */
public record SendReceipt(
    @Doc("when there is one recipient") @Nullable String messageId,
    List<Recipient> recipients,
    Instant createdAt) {

  /** One recipient and its message. */
  public record Recipient(String messageId, String id, String name, Reach reach) {}
}
