package io.slmmesh.api.peer;

/** What the broker observes of an agent's session. */
public enum PeerStatus {
  /** Connected, heartbeats arrive. */
  ACTIVE,
  /** Connected, but heartbeats are missing. */
  STALE,
  /** Was connected to a broker that ended; may still come back. */
  RECONNECTING,
  /** Not connected. Its mail is kept. */
  AWAY
}
