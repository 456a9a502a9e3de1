package io.slmmesh.broker.messages;

import java.util.List;

/** Stands for a message that was written into the inbox of its recipient's host. */
public record OfferReceipt(String peerId, String messageId) {
  public static final String KIND = "offer";

  /** What a bridge makes of the kind when it could not write. */
  public static final String REFUSED = "xoffer";

  public String encode() {
    return KIND + ":" + peerId + ":" + messageId;
  }

  /** Reads what {@link #encode} made, split at the colons. */
  public static OfferReceipt decode(List<String> fields) {
    return new OfferReceipt(fields.get(1), fields.get(2));
  }
}
