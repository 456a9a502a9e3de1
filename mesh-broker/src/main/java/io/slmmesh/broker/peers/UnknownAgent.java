package io.slmmesh.broker.peers;

import io.slmmesh.api.error.ErrorCode;
import io.slmmesh.api.error.MeshException;
import io.slmmesh.broker.peers.PeerTable.PeerRow;
import io.slmmesh.broker.store.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** What somebody is told who names an agent that there is not. */
final class UnknownAgent {
  private UnknownAgent() {}

  /** A refusal with the names of those who are there. */
  static MeshException refusal(Sql sql, String nameOrId) {
    return new MeshException(
        ErrorCode.NOT_FOUND, "no agent is called \"" + shown(nameOrId) + "\"; " + whoIsThere(sql));
  }

  private static String shown(String nameOrId) {
    return nameOrId.length() > 40 ? nameOrId.substring(0, 40) + "…" : nameOrId;
  }

  private static String whoIsThere(Sql sql) {
    List<PeerRow> present = PeerTable.present(sql);
    if (present.isEmpty()) {
      return "nobody is connected";
    }
    String names =
        present.stream()
            .limit(10)
            .map(peer -> peer.name() + " (" + peer.client() + ")")
            .collect(Collectors.joining(", "));
    return "connected: "
        + names
        + (present.size() > 10 ? " and " + (present.size() - 10) + " more" : "");
  }
}
