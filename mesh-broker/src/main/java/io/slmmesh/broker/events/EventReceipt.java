package io.slmmesh.broker.events;

import java.util.List;

/** Stands for the events in an answer, up to {@code seq}: {@code events:<peer>:<seq>}. */
public record EventReceipt(String peerId, long seq) {
  public static final String KIND = "events";

  String encode() {
    return KIND + ":" + peerId + ":" + seq;
  }

  /** Reads what {@link #encode} made, split at the colons. */
  public static EventReceipt decode(List<String> fields) {
    return new EventReceipt(fields.get(1), Long.parseLong(fields.get(2)));
  }
}
