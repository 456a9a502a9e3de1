package io.slmmesh.api.event;

import io.slmmesh.api.lock.UnlockCause;
import io.slmmesh.api.message.MessageType;
import java.time.Instant;

/**
 * Something that happened and was committed. The records' components are the event's payload on the
 * wire.
 */
public sealed interface MeshEvent {
  EventType type();

  record PeerJoined(String peerId, String name, String agentType, String projectPath)
      implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.PEER_JOINED;
    }
  }

  /** {@code why} is a sentence for people. */
  record PeerLeft(String peerId, String name, String why) implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.PEER_LEFT;
    }
  }

  record PeerDescribed(String peerId, String name) implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.PEER_SUMMARY;
    }
  }

  /** {@code version} is 0 when the value was deleted. */
  record StateChanged(String namespace, String key, long version) implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.STATE_CHANGED;
    }
  }

  record FileLocked(String filePath, String lockedBy, Instant expiresAt, long fencingToken)
      implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.FILE_LOCKED;
    }
  }

  record FileUnlocked(String filePath, String lockedBy, UnlockCause why, long fencingToken)
      implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.FILE_UNLOCKED;
    }
  }

  /** Two agents changed one file within a minute, and none of them had asked for its lock. */
  record EditCollision(String filePath, String editedBy, String alsoEditedBy) implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.EDIT_COLLISION;
    }
  }

  /** One for each recipient. */
  record MessageSent(String messageId, String fromPeer, String toPeer, MessageType messageType)
      implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.MESSAGE_SENT;
    }
  }

  record MessageDelivered(String messageId, String fromPeer, String toPeer) implements MeshEvent {
    @Override
    public EventType type() {
      return EventType.MESSAGE_DELIVERED;
    }
  }
}
