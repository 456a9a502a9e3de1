"""The operations of the mesh as values: what is asked, and what an answer to it means.

Both clients are loops over these, whatever carries them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, Generic, TypeVar, cast
from urllib.parse import urlencode

from .errors import Conflict, EventsCompacted, NameTaken, SLMMeshError, refusal
from .types import (
    BrokerStatus,
    Health,
    Lock,
    Membership,
    MeshEvent,
    Message,
    Peer,
    Registration,
    StateEntry,
    Summary,
)

EVENT_TYPES = (
    "peer_joined",
    "peer_left",
    "peer_summary",
    "state_changed",
    "file_locked",
    "file_unlocked",
    "edit_collision",
    "message_sent",
    "message_delivered",
)
"""The kinds of events one can ask for."""

MAX_WAIT_SECONDS = 50
MAX_EVENTS = 200

T = TypeVar("T")
Since = int | str | datetime


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    retry_after: str | None = None


@dataclass(frozen=True)
class Call(Generic[T]):
    """One call of one operation.

    ``body`` is ``None`` for a GET. ``wait`` is for how many seconds the broker may keep the
    answer back. ``repeatable`` calls can be sent again when it is unknown whether they were done.
    """

    path: str
    body: dict[str, Any] | None
    decode: Callable[[Mapping[str, Any]], T]
    wait: float = 0.0
    repeatable: bool = True

    def content(self) -> bytes | None:
        """The body as it is sent."""
        return None if self.body is None else json.dumps(self.body).encode("ascii")

    def result(self, answer: Answer) -> T:
        """What the answer says; raises what it refuses."""
        try:
            body = json.loads(answer.body)
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise SLMMeshError(f"the answer with status {answer.status} is not JSON", answer.status)
        if answer.status == 200 and body.get("ok") is True:
            return self.decode(body)
        raise self._refusal(answer, body)

    def _refusal(self, answer: Answer, body: Mapping[str, Any]) -> SLMMeshError:
        error = refusal(answer.status, body, answer.retry_after)
        if self.path == "/register" and isinstance(error, Conflict):
            return NameTaken(error.message, error.status_code, error.code, error.response)
        return error


def _body(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _listed(name: str, make: Callable[[Mapping[str, Any]], T]) -> Callable[[Mapping[str, Any]], list[T]]:
    return lambda body: [make(each) for each in body.get(name) or []]


def health() -> Call[Health]:
    """Whether a broker is there."""
    return Call("/health", None, lambda body: cast(Health, dict(body)))


def status(peer_id: str | None = None) -> Call[BrokerStatus]:
    """How the mesh is doing."""
    return Call("/status", _body(peerId=peer_id), BrokerStatus.from_dict)


def register(pid: int, project_path: str, agent_type: str, name: str) -> Call[Registration]:
    """Join, or come back under a name."""
    body = _body(pid=pid, projectPath=project_path, agentType=agent_type, name=name)
    return Call("/register", body, lambda answer: cast(Registration, dict(answer)))


def unregister(peer_id: str | None = None) -> Call[Membership]:
    """Leave."""
    return Call("/unregister", _body(peerId=peer_id), lambda body: cast(Membership, dict(body)))


def heartbeat(peer_id: str | None = None) -> Call[Membership]:
    """A sign of life."""
    return Call("/heartbeat", _body(peerId=peer_id), lambda body: cast(Membership, dict(body)))


def set_summary(summary: str, peer_id: str | None = None) -> Call[Summary]:
    """Describe oneself."""
    body = _body(peerId=peer_id, summary=summary)
    return Call("/summary", body, lambda answer: cast(Summary, dict(answer)))


def peers(
    scope: str,
    peer_id: str | None = None,
    include_self: bool | None = None,
    project_path: str | None = None,
) -> Call[list[Peer]]:
    """Who is there. ``project_path`` is where an observer looks from."""
    body = _body(scope=scope, peerId=peer_id, includeSelf=include_self, projectPath=project_path)
    return Call("/peers", body, _listed("peers", Peer.from_dict))


def send(to: str, text: str, msg_type: str, from_peer: str | None = None) -> Call[str]:
    """A message to one peer."""
    body = _body(fromPeer=from_peer, to=to, message=text, type=msg_type)
    return Call("/send", body, lambda answer: str(answer["messageId"]), repeatable=False)


def broadcast(
    text: str, msg_type: str, from_peer: str | None = None, scope: str | None = None
) -> Call[list[str]]:
    """A message to all others."""
    body = _body(fromPeer=from_peer, to="all", message=text, type=msg_type, scope=scope)
    return Call("/send", body, _listed("messageIds", str), repeatable=False)


def inbox(
    peer_id: str | None = None,
    msg_filter: str | None = None,
    limit: int | None = None,
    from_peer: str | None = None,
    peek: bool | None = None,
    wait_seconds: float = 0,
    sent: bool | None = None,
) -> Call[list[Message]]:
    """Messages, oldest first; waits for one if there is none."""
    wait = min(MAX_WAIT_SECONDS, math.ceil(wait_seconds))
    body = _body(
        peerId=peer_id,
        filter=msg_filter,
        limit=limit,
        peek=peek,
        waitSeconds=wait or None,
        sent=sent,
        **{"from": from_peer},
    )
    return Call("/messages", body, _listed("messages", Message.from_dict), wait=wait)


def state_get(key: str, namespace: str | None, peer_id: str | None = None) -> Call[StateEntry | None]:
    """One shared value."""
    body = _body(peerId=peer_id, action="get", key=key, namespace=namespace)
    return Call("/state", body, _entry)


def _entry(body: Mapping[str, Any]) -> StateEntry | None:
    return StateEntry.from_dict(body["entry"]) if body.get("found") else None


def state_set(key: str, value: str, namespace: str | None, peer_id: str | None = None) -> Call[StateEntry]:
    """Share a value."""
    body = _body(peerId=peer_id, action="set", key=key, value=value, namespace=namespace)
    return Call("/state", body, lambda answer: StateEntry.from_dict(answer["entry"]))


def state_list(namespace: str | None, peer_id: str | None = None) -> Call[list[StateEntry]]:
    """The values of a namespace."""
    body = _body(peerId=peer_id, action="list", namespace=namespace)
    return Call("/state", body, _listed("entries", StateEntry.from_dict))


def state_delete(key: str, namespace: str | None, peer_id: str | None = None) -> Call[bool]:
    """Remove a value; tells whether there was one."""
    body = _body(peerId=peer_id, action="delete", key=key, namespace=namespace)
    return Call("/state", body, lambda answer: bool(answer["deleted"]))


def lock(
    file_path: str, reason: str | None, ttl_minutes: int, peer_id: str | None = None
) -> Call[Lock]:
    """Take or renew a lock."""
    body = _body(
        peerId=peer_id,
        action="lock",
        filePath=file_path,
        reason=reason or None,
        ttlMinutes=ttl_minutes,
    )
    return Call("/lock", body, lambda answer: Lock.from_dict(answer["lock"]))


def unlock(file_path: str, peer_id: str | None = None) -> Call[bool]:
    """Release a lock; tells whether there was one."""
    body = _body(peerId=peer_id, action="unlock", filePath=file_path)
    return Call("/lock", body, lambda answer: bool(answer["released"]))


def locks(file_path: str | None = None, peer_id: str | None = None) -> Call[list[Lock]]:
    """Locks that are held."""
    body = _body(peerId=peer_id, action="query", filePath=file_path)
    return Call("/lock", body, _listed("locks", Lock.from_dict))


@dataclass(frozen=True)
class EventPage:
    """A part of the log; ``last_seq`` is where to continue."""

    events: list[MeshEvent]
    last_seq: int


def events(
    types: Iterable[str] | None = None,
    since: Since | None = None,
    limit: int = 50,
    wait_seconds: float = 0,
) -> Call[EventPage]:
    """The log; waits for something new if there is nothing."""
    wait = min(MAX_WAIT_SECONDS, math.ceil(wait_seconds))
    body = _body(
        action="read",
        types=None if types is None else list(types),
        since=None if since is None else wire_since(since),
        limit=limit,
        waitSeconds=wait or None,
    )
    return Call("/events", body, _page, wait=wait)


def _page(body: Mapping[str, Any]) -> EventPage:
    if body.get("compactedBefore") is not None:
        raise EventsCompacted(int(body["compactedBefore"]))
    return EventPage([MeshEvent.from_dict(each) for each in body["events"]], int(body["lastSeq"]))


def wire_since(since: Since) -> int | str:
    """A place in the log as the broker wants it; a time without a zone is local time."""
    if isinstance(since, datetime):
        return since.astimezone(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return since


def event_stream(types: Iterable[str] | None, since: Since) -> str:
    """The path of the stream of events after ``since``."""
    query = {"since": str(wire_since(since))}
    if types is not None:
        query["types"] = ",".join(types)
    return "/events/stream?" + urlencode(query)


