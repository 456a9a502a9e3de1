package io.slmmesh.broker.messages;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Stands for messages in an answer: {@code mail:<peer>:<peek>:<seq>.<seq>…}.
 *
 * @param peek whether they stay unread
 */
public record MailReceipt(String peerId, boolean peek, List<Long> seqs) {
  public static final String KIND = "mail";

  String encode() {
    return KIND
        + ":"
        + peerId
        + ":"
        + (peek ? 1 : 0)
        + ":"
        + seqs.stream().map(String::valueOf).collect(Collectors.joining("."));
  }

  /** Reads what {@link #encode} made, split at the colons. */
  public static MailReceipt decode(List<String> fields) {
    return new MailReceipt(
        fields.get(1),
        fields.get(2).equals("1"),
        Arrays.stream(fields.get(3).split("\\.", -1)).map(Long::valueOf).toList());
  }
}
