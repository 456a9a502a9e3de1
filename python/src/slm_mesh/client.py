"""One call, one answer: the operations of the broker as methods."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TypeVar

from . import _calls as calls
from ._calls import Call, Since
from ._door import Where
from ._wire import Wire
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

T = TypeVar("T")


class SLMMeshClient:
    """The HTTP API of the broker, as the machine's user.

    It finds the broker by itself: the Unix socket of the data directory first, which needs no
    token, then the TCP port with the token of the data directory. Nothing secret is sent before
    the other end was checked. It acts as any peer that was registered over HTTP; a membership that
    stays alive by itself is :class:`slm_mesh.Mesh`. Threads may share one client.

    >>> mesh = SLMMeshClient()
    >>> me = mesh.register(os.getpid(), os.getcwd(), "python", "builder")["peerId"]
    >>> mesh.send(me, "fixer", "build is green")

    Args:
        host: ``"127.0.0.1"`` or ``"localhost"``; the mesh is local.
        port: the TCP port; ``None`` finds it. Given, only TCP is used.
        timeout: seconds to connect, and to wait for an answer that is not kept back on purpose.
        token_path: the file of the owner's token; ``None``: ``broker.token`` of ``data_dir``.
        socket_path: the Unix socket; ``None`` finds it. Given, only the socket is used.
        data_dir: ``None``: ``$SLM_MESH_DATA_DIR``, else ``~/.slm-mesh``.

    Every method raises :class:`~slm_mesh.SLMMeshError`: ``InvalidArgument``, ``NotFound``,
    ``Forbidden`` (the peer has a session of its own), ``Unauthorized``, ``RateLimited`` (100 calls
    in 10 s and peer), ``Unavailable``, ``StorageFull`` or ``BrokerUnreachable``.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int | None = None,
        timeout: float = 5,
        token_path: str | os.PathLike[str] | None = None,
        socket_path: str | os.PathLike[str] | None = None,
        data_dir: str | os.PathLike[str] | None = None,
    ) -> None:
        self._wire = Wire(where(host, port, timeout, token_path, socket_path, data_dir))

    def _do(self, call: Call[T]) -> T:
        return call.result(self._wire.ask(call))

    def health(self) -> Health:
        """Whether a broker answers: a dict with ``status``, ``product`` and ``version``."""
        return self._do(calls.health())

    def status(self) -> BrokerStatus:
        """Counts, version and uptime of the broker."""
        return self._do(calls.status())

    def register(
        self,
        pid: int,
        project_path: str,
        agent_type: str = "unknown",
        name: str = "auto",
        uds_path: str | None = None,
    ) -> Registration:
        """Joins, or comes back: a name that was registered before is the same peer again.

        Args:
            pid: of the process; a label.
            project_path: the absolute path it works in.
            agent_type: what program it is, at most 40 characters.
            name: 1 to 40 letters, digits, ``.``, ``_`` or ``-``; ``"auto"`` makes one up.
            uds_path: not used.

        Returns:
            A dict with ``peerId``, ``name``, ``peerToken`` and ``leaveAfterSeconds``: after so
            many seconds without a call the peer has left.

        Raises:
            NameTaken: an agent with a session of its own has the name.
        """
        return self._do(calls.register(pid, project_path, agent_type, name))

    def unregister(self, peer_id: str) -> Membership:
        """The peer leaves: its locks are free, its mail is kept."""
        return self._do(calls.unregister(peer_id))

    def heartbeat(self, peer_id: str) -> Membership:
        """A sign of life of the peer; never refused for its rate."""
        return self._do(calls.heartbeat(peer_id))

    def set_summary(self, peer_id: str, summary: str) -> Summary:
        """Tells the others what the peer works on, in at most 2500 characters; ``""`` clears it."""
        return self._do(calls.set_summary(summary, peer_id))

    def peers(self, scope: str = "machine") -> list[Peer]:
        """Who is there: on this ``"machine"``, in this ``"directory"`` or this git ``"repo"``.

        Directory and repository are those of the current working directory.
        """
        project = None if scope == "machine" else os.getcwd()
        return self._do(calls.peers(scope, project_path=project))

    def send(self, from_peer: str, to_peer: str, payload: str, msg_type: str = "text") -> str:
        """Sends a message; it is stored durably when this returns its id.

        Args:
            from_peer: the sender, by id or name.
            to_peer: the recipient, by id or name.
            payload: at most 64 KiB of UTF-8.
            msg_type: ``"text"``, ``"json"``, ``"command"`` or ``"alert"``.

        Raises:
            NotFound: there is no such peer.
            TooLarge: the recipient's mailbox is full.
            BrokerUnreachable: with ``maybe_done`` the message may have been sent.
        """
        return self._do(calls.send(to_peer, payload, msg_type, from_peer))

    def broadcast(self, from_peer: str, payload: str, msg_type: str = "text") -> list[str]:
        """Sends a message to all other peers that are there; returns the messages' ids."""
        return self._do(calls.broadcast(payload, msg_type, from_peer))

    def inbox(
        self,
        peer_id: str,
        msg_filter: str = "unread",
        limit: int = 20,
        *,
        from_peer: str | None = None,
        peek: bool = False,
        wait_seconds: float = 0,
        sent: bool = False,
    ) -> list[Message]:
        """Messages to the peer, oldest first; they are read with this.

        Args:
            peer_id: whose, by id or name.
            msg_filter: ``"unread"`` or ``"all"``.
            limit: 1 to 100.
            from_peer: only from this peer.
            peek: leave them unread.
            wait_seconds: 0 to 50; wait so long if there is none.
            sent: instead those that the peer sent, with when they were delivered and read.
        """
        call = calls.inbox(
            peer_id, msg_filter, limit, from_peer, peek or None, wait_seconds, sent or None
        )
        return self._do(call)

    def state_get(self, key: str, namespace: str = "default") -> StateEntry | None:
        """A shared value; ``None`` if there is none."""
        return self._do(calls.state_get(key, namespace))

    def state_set(
        self, key: str, value: str, peer_id: str, namespace: str = "default"
    ) -> StateEntry:
        """Shares a value of at most 64 KiB under a key of at most 200 characters.

        Raises:
            TooLarge: the namespace would hold more than 10 MiB.
        """
        return self._do(calls.state_set(key, value, namespace, peer_id))

    def state_list(self, namespace: str = "default") -> list[StateEntry]:
        """The values of a namespace by key, at most 256 Ki characters of them."""
        return self._do(calls.state_list(namespace))

    def state_delete(self, key: str, namespace: str = "default") -> bool:
        """Removes a value; tells whether there was one."""
        return self._do(calls.state_delete(key, namespace))

    def lock(self, file_path: str, peer_id: str, reason: str = "", ttl_minutes: int = 10) -> Lock:
        """Locks a file for the peer, or renews its lock.

        Args:
            file_path: absolute, or relative to the peer's project; one file is one lock, however
                its path is spelled.
            peer_id: the holder, by id or name.
            reason: shown to others, at most 500 characters.
            ttl_minutes: 1 to 60; the lock ends by itself after that.

        Raises:
            LockHeld: somebody else has it: ``holder``, ``reason``, ``expires_at``.
        """
        return self._do(calls.lock(file_path, reason, ttl_minutes, peer_id))

    def unlock(self, file_path: str, peer_id: str) -> bool:
        """Releases the peer's lock; ``False`` if nobody held one.

        Raises:
            LockHeld: it is somebody else's.
        """
        return self._do(calls.unlock(file_path, peer_id))

    def locks(self, file_path: str | None = None) -> list[Lock]:
        """The locks that are held, all or that on one file."""
        path = None if file_path is None else os.path.join(os.getcwd(), file_path)
        return self._do(calls.locks(path))

    def events(
        self,
        types: Iterable[str] | None = None,
        since: Since | None = None,
        limit: int = 50,
    ) -> list[MeshEvent]:
        """A part of the log, oldest first.

        Args:
            types: some of :data:`slm_mesh.EVENT_TYPES`; ``None`` for all.
            since: after this sequence number, or from this time (ISO-8601 or ``datetime``);
                ``None``: the newest.
            limit: 1 to 200.

        Raises:
            EventsCompacted: some of those after ``since`` are no longer kept.
        """
        return self._do(calls.events(types, since, limit)).events


def where(
    host: str,
    port: int | None,
    timeout: float,
    token_path: str | os.PathLike[str] | None,
    socket_path: str | os.PathLike[str] | None,
    data_dir: str | os.PathLike[str] | None,
) -> Where:
    """Which broker these arguments mean."""
    return Where(
        host,
        port,
        timeout,
        None if token_path is None else os.fspath(token_path),
        None if socket_path is None else os.fspath(socket_path),
        None if data_dir is None else os.fspath(data_dir),
    )
