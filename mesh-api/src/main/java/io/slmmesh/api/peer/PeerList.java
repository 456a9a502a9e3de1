package io.slmmesh.api.peer;

import java.util.List;

/** Output of {@code mesh_peers}, oldest session first. */
public record PeerList(List<Peer> peers) {}
