package io.slmmesh.api.message;

import io.slmmesh.api.json.Doc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Output of {@code mesh_send}: the messages are stored durably. */
public record SendReceipt(
    @Doc("when it went to one agent") @Nullable String messageId,
    @Doc("when it went to all") @Nullable List<String> messageIds,
    List<Recipient> recipients,
    Instant createdAt) {

  /** One recipient and its message. */
  public record Recipient(
      String messageId,
      String id,
      String name,
      Reach reach,
      @Doc("why it waits until the recipient asks") @Nullable String held) {}
}
