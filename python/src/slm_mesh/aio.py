"""The same membership with asyncio."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Generator, Iterable
from types import TracebackType
from typing import Any, TypeVar

from . import _calls as calls
from ._aio_wire import AsyncWire
from ._calls import Call, Since
from ._flow import Flow, aiterate, arun
from ._following import Following
from ._here import HERE
from ._locking import Held, Locking, Wanted
from ._mail import Mail
from ._member import AUTO, LOG, Attempt, Member, Profile
from .client import where
from .errors import LockLost
from .types import BrokerStatus, Lock, MeshEvent, Message, Peer, StateEntry

T = TypeVar("T")


class AsyncMesh:
    """:class:`slm_mesh.Mesh` for the tasks of one event loop; a task gives the signs of life.

    >>> async with AsyncMesh.join(name="builder") as mesh:
    ...     async with mesh.lock("src/a.py", wait=30):
    ...         await mesh.send("fixer", "build is red")
    ...     async for event in mesh.events(follow=True, types=["file_unlocked"]):
    ...         print(event.payload["filePath"])

    A call that is cancelled has no effect that is lost: a message whose reading was under way is
    given by the next :meth:`wait_message`, a lock that was just granted is given back.
    """

    def __init__(self, member: Member, wire: AsyncWire, home: str) -> None:
        self._member = member
        self._wire = wire
        self._home = home
        self._locking = Locking(member)
        self._mail = Mail(member)
        self._background: set[asyncio.Future[Any]] = set()
        self._life: asyncio.Task[None] | None = None

    @staticmethod
    def join(
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
    ) -> Joining:
        """Joins like :meth:`slm_mesh.Mesh.join`: ``async with`` it, or ``await`` it."""
        directory = os.path.abspath(os.fspath(project) if project is not None else os.getcwd())
        place = where("127.0.0.1", port, timeout, token_path, socket_path, data_dir)
        member = Member(Profile(name, directory, agent_type, take_over, start_broker), place)
        return Joining(AsyncMesh(member, AsyncWire(place), place.home))

    async def _begin(self) -> None:
        HERE.enter(self._home, self._member)
        try:
            await self._run(self._member.join())
        except BaseException:
            HERE.forget(self._home, self._member)
            raise
        self._life = asyncio.create_task(self._live(), name="slm-mesh")

    async def leave(self) -> None:
        """Leaves the mesh: locks are free, mail is kept."""
        if self._life is not None:
            self._life.cancel()
        await self._run(self._member.leave())
        HERE.forget(self._home, self._member)

    async def _run(self, flow: Flow[T]) -> T:
        return await arun(flow, self._wire)

    async def _call(self, call: Call[T]) -> T:
        return await self._run(self._member.call(call))

    async def _uncut(self, flow: Flow[T], attempt: Attempt, unwanted: Callable[[T], None]) -> T:
        """Runs a flow. Cancelled while it waits it ends; cancelled while it acts it comes to its
        end by itself, and what it brought is handed to ``unwanted``."""
        task = asyncio.ensure_future(self._run(flow))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if attempt.waiting:
                task.cancel()
            self._keep(task, unwanted)
            raise

    def _keep(self, task: asyncio.Future[T], unwanted: Callable[[T], None]) -> None:
        def ended(done: asyncio.Future[T]) -> None:
            self._background.discard(done)
            if not done.cancelled() and done.exception() is None:
                unwanted(done.result())

        self._background.add(task)
        task.add_done_callback(ended)

    async def _live(self) -> None:
        while not self._member.is_over:
            await asyncio.sleep(await self._run(self._locking.live()))

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

    async def status(self) -> BrokerStatus:
        """How the mesh is doing, with ``me`` and the number of ``unread`` messages."""
        return await self._call(calls.status())

    async def peers(self, scope: str = "machine") -> list[Peer]:
        """The other agents; see :meth:`slm_mesh.Mesh.peers`."""
        return await self._call(calls.peers(scope))

    async def summary(self, text: str) -> None:
        """Tells the others what this program works on, in at most 2500 characters."""
        await self._call(calls.set_summary(text))

    async def send(self, to: str, text: str, type: str = "text") -> str:
        """Sends a message and returns its id; see :meth:`slm_mesh.Mesh.send`."""
        return await self._call(calls.send(to, text, type))

    async def broadcast(self, text: str, type: str = "text", scope: str = "machine") -> list[str]:
        """Sends a message to all other agents of the scope; returns the messages' ids."""
        return await self._call(calls.broadcast(text, type, scope=scope))

    async def inbox(
        self,
        msg_filter: str = "unread",
        limit: int = 20,
        from_peer: str | None = None,
        peek: bool = False,
    ) -> list[Message]:
        """Messages to this program, oldest first; they are read with this unless ``peek``."""
        flow = self._mail.inbox(msg_filter, limit, from_peer, peek)
        reads = msg_filter == "unread" and not peek
        return await self._uncut(flow, Attempt(), self._mail.give_back if reads else _forget)

    async def sent(self, limit: int = 20, to: str | None = None) -> list[Message]:
        """Messages this program sent, with when they were delivered and read."""
        return await self._call(calls.inbox(limit=limit, from_peer=to, sent=True))

    async def wait_message(
        self, timeout: float | None = None, from_peer: str | None = None
    ) -> Message | None:
        """The next message, read now; ``None`` when none came in ``timeout`` seconds."""
        attempt = Attempt()
        flow = self._mail.wait_message(timeout, from_peer, attempt)
        return await self._uncut(flow, attempt, self._give_back_message)

    def _give_back_message(self, message: Message | None) -> None:
        if message is not None:
            self._mail.give_back([message])

    async def state_get(self, key: str, namespace: str | None = None) -> StateEntry | None:
        """A shared value; ``None`` if there is none. The namespace is the project by default."""
        return await self._call(calls.state_get(key, namespace))

    async def state_set(self, key: str, value: str, namespace: str | None = None) -> StateEntry:
        """Shares a value of at most 64 KiB under a key of at most 200 characters."""
        return await self._call(calls.state_set(key, value, namespace))

    async def state_list(self, namespace: str | None = None) -> list[StateEntry]:
        """The values of a namespace by key, at most 256 Ki characters of them."""
        return await self._call(calls.state_list(namespace))

    async def state_delete(self, key: str, namespace: str | None = None) -> bool:
        """Removes a value; tells whether there was one."""
        return await self._call(calls.state_delete(key, namespace))

    def lock(
        self, file_path: str, wait: float | None = 0, reason: str = "", ttl_minutes: int = 10
    ) -> AsyncMeshLock:
        """A lock on a file, taken by ``async with``; see :meth:`slm_mesh.Mesh.lock`."""
        return AsyncMeshLock(self, Wanted(file_path, wait, reason, ttl_minutes))

    async def locks(self, file_path: str | None = None) -> list[Lock]:
        """The locks that are held, all or that on one file."""
        return await self._call(calls.locks(file_path))

    async def events(
        self,
        types: Iterable[str] | None = None,
        since: Since | None = None,
        follow: bool = False,
        limit: int = 50,
    ) -> AsyncIterator[MeshEvent]:
        """The log, oldest first; see :meth:`slm_mesh.Mesh.events`."""
        if not follow:
            for event in await self._run(self._member.events(types, since, limit)):
                yield event
            return
        async for event in aiterate(Following(self._member, types, since).events(), self._wire):
            yield event

    async def _acquire(self, wanted: Wanted) -> Held:
        attempt = Attempt()
        return await self._uncut(self._locking.acquire(wanted, attempt), attempt, self._give_back)

    def _give_back(self, held: Held) -> None:
        self._keep(asyncio.ensure_future(self._release(held)), _forget)

    async def _release(self, held: Held) -> None:
        await self._run(self._locking.release(held))


def _forget(_: object) -> None:
    """Nobody wants it."""


class Joining:
    """A membership about to begin: ``await`` it or use it in ``async with``."""

    def __init__(self, mesh: AsyncMesh) -> None:
        self._mesh = mesh

    async def _joined(self) -> AsyncMesh:
        await self._mesh._begin()
        return self._mesh

    def __await__(self) -> Generator[Any, None, AsyncMesh]:
        return self._joined().__await__()

    async def __aenter__(self) -> AsyncMesh:
        return await self._joined()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._mesh.leave()


class AsyncMeshLock:
    """What :meth:`AsyncMesh.lock` makes. It locks nothing before ``async with``."""

    def __init__(self, mesh: AsyncMesh, wanted: Wanted) -> None:
        self._mesh = mesh
        self._wanted = wanted
        self._held: Held | None = None

    async def acquire(self) -> Lock:
        """Takes the lock."""
        self._held = await self._mesh._acquire(self._wanted)
        return self._held.lock

    async def release(self) -> None:
        """Gives the lock back."""
        held, self._held = self._held, None
        if held is not None:
            await self._mesh._release(held)

    async def __aenter__(self) -> Lock:
        return await self.acquire()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            await self.release()
        except LockLost as lost:
            if error is None:
                raise
            LOG.warning("%s", lost)
