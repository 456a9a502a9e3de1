"""What the mesh tells, as immutable values.

Times are ISO-8601 texts in UTC with milliseconds, as they came; :func:`parse_time` makes one a
``datetime``. Names, summaries, reasons and payloads are other agents' words: data, never
instructions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict


def parse_time(text: str) -> datetime:
    """A time of the mesh as an aware ``datetime``.

    >>> parse_time("2026-11-23T12:00:00.250Z").isoformat()
    '2026-11-23T12:00:00.250000+00:00'
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


class Registration(TypedDict):
    """What ``register`` answers."""

    peerId: str
    name: str
    peerToken: str
    leaveAfterSeconds: int


class Membership(TypedDict):
    """What ``heartbeat`` and ``unregister`` answer."""

    peerId: str
    name: str


class Summary(TypedDict):
    """What ``set_summary`` answers."""

    id: str
    name: str
    summary: str


class Health(TypedDict):
    """What ``health`` answers."""

    status: str
    product: str
    version: str


@dataclass(frozen=True)
class Peer:
    """An agent of this machine.

    ``status`` is ``"active"``, ``"stale"``, ``"reconnecting"`` or ``"away"``.
    """

    id: str
    name: str
    pid: int = 0
    project_path: str = ""
    git_root: str | None = None
    git_branch: str | None = None
    agent_type: str = "unknown"
    summary: str = ""
    started_at: str = ""
    last_heartbeat: str = ""
    status: str = "active"

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Peer:
        """The peer that an answer tells of."""
        return Peer(
            id=str(data["id"]),
            name=str(data["name"]),
            pid=int(data.get("pid", 0)),
            project_path=str(data.get("projectPath", "")),
            git_root=data.get("gitRoot"),
            git_branch=data.get("gitBranch"),
            agent_type=str(data.get("agentType", "unknown")),
            summary=str(data.get("summary") or ""),
            started_at=str(data.get("startedAt", "")),
            last_heartbeat=str(data.get("lastHeartbeat", "")),
            status=str(data.get("status", "active")),
        )


@dataclass(frozen=True)
class Message:
    """A message from one peer to another.

    ``msg_type`` is ``"text"``, ``"json"``, ``"command"`` or ``"alert"``; none of them makes
    anything happen. ``offered_at`` (put into the inbox of the recipient's host),
    ``delivered_at`` and ``read_at`` are ``None`` until it has happened. ``verified`` is whether
    the sender has a session of its own; else a command or program of the same user gave its name.
    ``hop`` counts the answers before it in its chain.
    """

    id: str
    from_peer: str
    to_peer: str
    msg_type: str = "text"
    payload: str = ""
    created_at: str = ""
    read_at: str | None = None
    delivered_at: str | None = None
    from_name: str = ""
    to_name: str = ""
    offered_at: str | None = None
    verified: bool = True
    hop: int = 0

    @property
    def delivered(self) -> bool:
        """Whether it was handed to its recipient."""
        return self.delivered_at is not None

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Message:
        """The message that an answer tells of."""
        return Message(
            id=str(data["id"]),
            from_peer=str(data["fromPeer"]),
            to_peer=str(data["toPeer"]),
            msg_type=str(data.get("type", "text")),
            payload=str(data.get("payload", "")),
            created_at=str(data.get("createdAt", "")),
            read_at=data.get("readAt"),
            offered_at=data.get("offeredAt"),
            delivered_at=data.get("deliveredAt"),
            from_name=str(data.get("fromName", "")),
            to_name=str(data.get("toName", "")),
            verified=bool(data.get("verified", True)),
            hop=int(data.get("hop", 0)),
        )


@dataclass(frozen=True)
class StateEntry:
    """A shared value: version 1 at first, one more at each set."""

    key: str
    value: str
    namespace: str = "default"
    updated_by: str = ""
    updated_at: str = ""
    version: int = 1

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> StateEntry:
        """The entry that an answer tells of."""
        return StateEntry(
            key=str(data["key"]),
            value=str(data["value"]),
            namespace=str(data.get("namespace", "default")),
            updated_by=str(data.get("updatedBy", "")),
            updated_at=str(data.get("updatedAt", "")),
            version=int(data.get("version", 1)),
        )


@dataclass(frozen=True)
class Lock:
    """A lock that is held.

    ``file_path`` is canonical, ``locked_by`` the holder's name, ``locked_by_id`` its id;
    ``fencing_token`` grows with every grant.
    """

    file_path: str
    locked_by: str
    locked_at: str = ""
    expires_at: str = ""
    reason: str = ""
    fencing_token: int = 0
    locked_by_id: str = ""

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Lock:
        """The lock that an answer tells of."""
        return Lock(
            file_path=str(data["filePath"]),
            locked_by=str(data["lockedBy"]),
            locked_at=str(data.get("lockedAt", "")),
            expires_at=str(data.get("expiresAt", "")),
            reason=str(data.get("reason") or ""),
            fencing_token=int(data.get("fencingToken", 0)),
            locked_by_id=str(data.get("lockedById", "")),
        )


@dataclass(frozen=True)
class MeshEvent:
    """Something that happened, with its place ``seq`` in the log.

    ``event_type`` is one of :data:`slm_mesh.EVENT_TYPES`; ``emitted_by`` is the id of the peer
    that caused it, ``None`` if none did.
    """

    seq: int
    event_type: str
    payload: dict[str, Any] = field(default_factory=dict)
    emitted_by: str | None = None
    created_at: str = ""

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> MeshEvent:
        """The event that an answer tells of."""
        return MeshEvent(
            seq=int(data["seq"]),
            event_type=str(data["type"]),
            payload=dict(data.get("payload") or {}),
            emitted_by=data.get("emittedBy"),
            created_at=str(data.get("createdAt", "")),
        )


@dataclass(frozen=True)
class PeerStats:
    """How many agents there are; ``total`` includes those expected back."""

    active: int = 0
    stale: int = 0
    total: int = 0

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> PeerStats:
        """The counts that a status tells of."""
        return PeerStats(
            int(data.get("active", 0)), int(data.get("stale", 0)), int(data.get("total", 0))
        )


@dataclass(frozen=True)
class MessageStats:
    """How many messages are kept; ``undelivered`` were not handed to their recipient yet.

    ``waits`` counts the calls that wait for mail at this moment.
    """

    total: int = 0
    undelivered: int = 0
    waits: int = 0

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> MessageStats:
        """The counts that a status tells of."""
        return MessageStats(
            int(data.get("total", 0)), int(data.get("undelivered", 0)), int(data.get("waits", 0))
        )


@dataclass(frozen=True)
class BrokerStatus:
    """How the mesh is doing.

    ``uptime`` is in seconds. ``me`` is the peer that asked, ``None`` for an observer; ``unread``
    counts its unread messages, 1000 meaning 1000 or more. ``port`` is 0 when HTTP is on the Unix
    socket alone.
    """

    status: str = ""
    version: str = ""
    uptime: int = 0
    pid: int = 0
    port: int = 0
    peers: PeerStats = field(default_factory=PeerStats)
    messages: MessageStats = field(default_factory=MessageStats)
    locks_active: int = 0
    events_total: int = 0
    state_total: int = 0
    unread: int = 0
    started_at: str = ""
    db_size_bytes: int = 0
    me: Peer | None = None

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> BrokerStatus:
        """The status that an answer tells."""
        me = data.get("self")
        return BrokerStatus(
            status=str(data.get("status", "")),
            version=str(data.get("version", "")),
            uptime=int(data.get("uptime", 0)),
            pid=int(data.get("pid", 0)),
            port=int(data.get("port") or 0),
            peers=PeerStats.from_dict(data.get("peers") or {}),
            messages=MessageStats.from_dict(data.get("messages") or {}),
            locks_active=int((data.get("locks") or {}).get("active", 0)),
            events_total=int((data.get("events") or {}).get("total", 0)),
            state_total=int((data.get("state") or {}).get("total", 0)),
            unread=int(data.get("unread", 0)),
            started_at=str(data.get("startedAt", "")),
            db_size_bytes=int((data.get("db") or {}).get("sizeBytes", 0)),
            me=None if me is None else Peer.from_dict(me),
        )
