package io.slmmesh.api.lock;

/** Why a lock ended. */
public enum UnlockCause {
  RELEASED,
  EXPIRED,
  HOLDER_LEFT
}
