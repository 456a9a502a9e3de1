"""A membership of the mesh that looks after itself, with blocking calls."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterable, Iterator, MutableMapping
from types import TracebackType
from typing import TypeVar

from . import _calls as calls
from ._calls import Since
from ._flow import Flow, iterate, run
from ._following import Following
from ._here import HERE
from ._locking import Held, Locking, Wanted
from ._mail import Mail
from ._member import AUTO, LOG, Attempt, Member, Profile
from ._wire import Wire
from .client import where
from .errors import LockLost
from .types import BrokerStatus, Lock, MeshEvent, Message, Peer, StateEntry

T = TypeVar("T")


class Mesh:
    """A program on the mesh. Made by :meth:`join`; leaves at the end of a ``with`` block.

    One background thread tells the broker that the program lives and renews its locks. Calls
    outlive the broker: they wait up to 15 s for it to come back, and a broker is started when
    ``slm-mesh`` is on the ``PATH``. The agent keeps its id, mail and locks. Threads may share a
    mesh; a child process made by ``fork`` must join by itself.

    >>> with Mesh.join(name="builder") as mesh:
    ...     mesh.summary("builds on every push")
    ...     with mesh.lock("src/a.py", wait=30, reason="format"):
    ...         mesh.send("fixer", "build is red")
    ...         answer = mesh.wait_message(60)

    Methods raise what :class:`~slm_mesh.SLMMeshClient` raises, and ``NameTaken`` once another
    program has joined under the name.
    """

    def __init__(self, member: Member, wire: Wire, home: str) -> None:
        self._member = member
        self._wire = wire
        self._home = home
        self._locking = Locking(member)
        self._mail = Mail(member)
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._live, name="slm-mesh", daemon=True)

    @classmethod
    def join(
        cls,
        name: str = AUTO,
        project: str | os.PathLike[str] | None = None,
        agent_type: str = "python",
        *,
        take_over: bool = False,
        start_broker: bool = True,
        timeout: float = 5,
        port: int | None = None,
        token_path: str | os.PathLike[str] | None = None,
        socket_path: str | os.PathLike[str] | None = None,
        data_dir: str | os.PathLike[str] | None = None,
    ) -> Mesh:
        """Joins, or comes back under a name that was used before.

        Args:
            name: 1 to 40 letters, digits, ``.``, ``_`` or ``-``; ``"auto"`` makes one up.
            project: the directory it works in, the current one by default: relative paths of
                locks begin there, and state belongs to it.
            agent_type: what program it is, shown to others.
            take_over: put out the program that has the name now, instead of raising.
            start_broker: start a broker if none runs and ``slm-mesh`` is on the ``PATH``.
            timeout: seconds to connect, and to wait for an answer that is not kept back on purpose.
            port, token_path, socket_path, data_dir: as for :class:`~slm_mesh.SLMMeshClient`.

        Raises:
            NameTaken: a living program has the name.
            BrokerUnreachable: there is no broker; the message tells the next step.
        """
        directory = os.path.abspath(os.fspath(project) if project is not None else os.getcwd())
        place = where("127.0.0.1", port, timeout, token_path, socket_path, data_dir)
        member = Member(Profile(name, directory, agent_type, take_over, start_broker), place)
        mesh = cls(member, Wire(place), place.home)
        mesh._begin()
        return mesh

    def _begin(self) -> None:
        HERE.enter(self._home, self._member)
        try:
            self._run(self._member.join())
        except BaseException:
            HERE.forget(self._home, self._member)
            raise
        self._thread.start()

    def __enter__(self) -> Mesh:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()

    def leave(self) -> None:
        """Leaves the mesh: locks are free, mail is kept. Whoever waits in another thread ends."""
        self._leaving.set()
        self._run(self._member.leave())
        self._wire.close()
        HERE.forget(self._home, self._member)

    def _run(self, flow: Flow[T]) -> T:
        return run(flow, self._wire)

    def _live(self) -> None:
        seconds = self._run(self._locking.live())
        while not self._member.is_over and not self._leaving.wait(seconds):
            seconds = self._run(self._locking.live())

    @property
    def id(self) -> str:
        """The agent's id, which stays the same for its name."""
        return self._member.known_as.id

    @property
    def name(self) -> str:
        """The agent's name."""
        return self._member.known_as.name

    @property
    def project(self) -> str:
        """The directory it works in."""
        return self._member.profile.project

    def status(self) -> BrokerStatus:
        """How the mesh is doing, with ``me`` and the number of ``unread`` messages."""
        return self._run(self._member.call(calls.status()))

    def peers(self, scope: str = "machine") -> list[Peer]:
        """The other agents: on this ``"machine"``, in this ``"directory"`` or this git ``"repo"``."""
        return self._run(self._member.call(calls.peers(scope)))

    def summary(self, text: str) -> None:
        """Tells the others what this program works on, in at most 2500 characters."""
        self._run(self._member.call(calls.set_summary(text)))

    def send(self, to: str, text: str, type: str = "text") -> str:
        """Sends a message of at most 64 KiB to an agent, by name or id; returns the message's id.

        The message is stored durably then. When the connection broke in the middle this raises
        ``BrokerUnreachable`` with ``maybe_done``; :meth:`sent` then shows whether it was sent.

        Args:
            to: name or id of the recipient.
            text: what to say.
            type: ``"text"``, ``"json"``, ``"command"`` or ``"alert"``.
        """
        return self._run(self._member.call(calls.send(to, text, type)))

    def broadcast(self, text: str, type: str = "text", scope: str = "machine") -> list[str]:
        """Sends a message to all other agents of the scope; returns the messages' ids."""
        return self._run(self._member.call(calls.broadcast(text, type, scope=scope)))

    def inbox(
        self,
        msg_filter: str = "unread",
        limit: int = 20,
        from_peer: str | None = None,
        peek: bool = False,
    ) -> list[Message]:
        """Messages to this program, oldest first; they are read with this unless ``peek``."""
        return self._run(self._mail.inbox(msg_filter, limit, from_peer, peek))

    def sent(self, limit: int = 20, to: str | None = None) -> list[Message]:
        """Messages this program sent, with when they were delivered and read."""
        return self._run(self._member.call(calls.inbox(limit=limit, from_peer=to, sent=True)))

    def wait_message(
        self, timeout: float | None = None, from_peer: str | None = None
    ) -> Message | None:
        """The next message; waits for one without polling.

        Args:
            timeout: seconds; ``None`` waits for ever.
            from_peer: only from this agent, by name or id.

        Returns:
            The message, read now; ``None`` when none came in time.
        """
        return self._run(self._mail.wait_message(timeout, from_peer, Attempt()))

    @property
    def state(self) -> SharedState:
        """The shared values of the project, as a mapping."""
        return SharedState(self, None)

    def state_of(self, namespace: str) -> SharedState:
        """The shared values of a namespace, as a mapping."""
        return SharedState(self, namespace)

    def state_get(self, key: str, namespace: str | None = None) -> StateEntry | None:
        """A shared value; ``None`` if there is none. The namespace is the project by default."""
        return self._run(self._member.call(calls.state_get(key, namespace)))

    def state_set(self, key: str, value: str, namespace: str | None = None) -> StateEntry:
        """Shares a value of at most 64 KiB under a key of at most 200 characters."""
        return self._run(self._member.call(calls.state_set(key, value, namespace)))

    def state_list(self, namespace: str | None = None) -> list[StateEntry]:
        """The values of a namespace by key, at most 256 Ki characters of them."""
        return self._run(self._member.call(calls.state_list(namespace)))

    def state_delete(self, key: str, namespace: str | None = None) -> bool:
        """Removes a value; tells whether there was one."""
        return self._run(self._member.call(calls.state_delete(key, namespace)))

    def lock(
        self, file_path: str, wait: float | None = 0, reason: str = "", ttl_minutes: int = 10
    ) -> MeshLock:
        """A lock on a file, taken by ``with`` and released at its end.

        Args:
            file_path: absolute, or relative to the project.
            wait: seconds to wait if somebody has it; ``None`` waits for ever.
            reason: shown to others, at most 500 characters.
            ttl_minutes: 1 to 60; the lock ends by itself so long after this program has died
                or sooner. While the program lives it is renewed.

        Raises:
            LockHeld: somebody else still has it after ``wait``; also another thread of ours.
            LockLost: at the end of the block: the lock ended before.
        """
        return MeshLock(self, Wanted(file_path, wait, reason, ttl_minutes))

    def locks(self, file_path: str | None = None) -> list[Lock]:
        """The locks that are held, all or that on one file."""
        return self._run(self._member.call(calls.locks(file_path)))

    def events(
        self,
        types: Iterable[str] | None = None,
        since: Since | None = None,
        follow: bool = False,
        limit: int = 50,
    ) -> Iterator[MeshEvent]:
        """The log, oldest first.

        Args:
            types: some of :data:`slm_mesh.EVENT_TYPES`; ``None`` for all.
            since: after this sequence number, or from this time (ISO-8601 or ``datetime``);
                ``None``: the newest, or with ``follow`` what comes from now on.
            follow: go on for ever, over broken connections and brokers, each event once. The
                iteration ends when the program leaves the mesh.
            limit: without ``follow``: 1 to 200.

        Raises:
            EventsCompacted: some of those after ``since`` are no longer kept.
        """
        if not follow:
            return iter(self._run(self._member.events(types, since, limit)))
        return iterate(Following(self._member, types, since).events(), self._wire)

    def _acquire(self, wanted: Wanted) -> Held:
        return self._run(self._locking.acquire(wanted, Attempt()))

    def _release(self, held: Held) -> None:
        self._run(self._locking.release(held))


class MeshLock:
    """What :meth:`Mesh.lock` makes. It locks nothing before ``with`` or :meth:`acquire`."""

    def __init__(self, mesh: Mesh, wanted: Wanted) -> None:
        self._mesh = mesh
        self._wanted = wanted
        self._held: Held | None = None
        self._used = False

    def acquire(self) -> Lock:
        """Takes the lock."""
        self._used = True
        self._held = self._mesh._acquire(self._wanted)
        return self._held.lock

    def release(self) -> None:
        """Gives the lock back."""
        held, self._held = self._held, None
        if held is not None:
            self._mesh._release(held)

    def __enter__(self) -> Lock:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.release()
        except LockLost as lost:
            if error is None:
                raise
            LOG.warning("%s", lost)

    def __del__(self) -> None:
        if not self._used:
            warnings.warn(
                f"mesh.lock({self._wanted.path!r}) was never entered and locks nothing",
                ResourceWarning,
                stacklevel=2,
            )


class SharedState(MutableMapping[str, str]):
    """Shared values of one namespace: ``mesh.state["key"] = "value"``.

    Each access is a call; nothing is cached. :meth:`Mesh.state_get` tells version and author too.
    """

    def __init__(self, mesh: Mesh, namespace: str | None) -> None:
        self._mesh = mesh
        self._namespace = namespace

    def __getitem__(self, key: str) -> str:
        entry = self._mesh.state_get(key, self._namespace)
        if entry is None:
            raise KeyError(key)
        return entry.value

    def __setitem__(self, key: str, value: str) -> None:
        self._mesh.state_set(key, value, self._namespace)

    def __delitem__(self, key: str) -> None:
        if not self._mesh.state_delete(key, self._namespace):
            raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter([entry.key for entry in self._mesh.state_list(self._namespace)])

    def __len__(self) -> int:
        return len(self._mesh.state_list(self._namespace))
