package io.slmmesh.api.json;

/** An enum whose constants are not simply their lower-case names on the wire. */
public interface WireName {
  String wireName();
}
