package io.slmmesh.api.peer;

import io.slmmesh.api.json.Default;
import io.slmmesh.api.json.Doc;

/** Input of {@code mesh_peers}. */
public record ListPeers(
    @Default("machine") Scope scope,
    @Doc("also list yourself") @Default("false") boolean includeSelf) {}
