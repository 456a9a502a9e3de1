"""One program's membership of the mesh, as flows: both faces run these and add nothing.

A member calls with its peer token alone. It outlives brokers: what was not done for certain is
asked again, a broker is started if it can be, and a token that ended is replaced by registering
under the same name again, unless another program has that name now.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from . import _calls as calls
from ._calls import Call, Since
from ._door import Refused, Where
from ._flow import Flow, Pause, ask
from ._start import Starter
from ._wire import NoAnswer, left
from .errors import (
    BrokerUnreachable,
    Conflict,
    NameTaken,
    RateLimited,
    SLMMeshError,
    Unauthorized,
    Unavailable,
)
from .types import MeshEvent, Message, Peer

LOG = logging.getLogger("slm_mesh")

AUTO = "auto"
PATIENCE = 15.0
"""For how many seconds a call waits for a broker to come back."""

LONGEST_BEAT = 15.0
"""A broker stops when it hears nothing for a minute, however long a lease is."""

_FIRST_DELAY = 0.02
_LONGEST_DELAY = 0.5
_MOST_REJOINS = 3

T = TypeVar("T")


@dataclass(frozen=True)
class Profile:
    """As what a program joins."""

    name: str
    project: str
    agent_type: str
    take_over: bool
    start_broker: bool


@dataclass(frozen=True)
class Identity:
    """Who it is now; ``lease`` is for how many seconds it may be silent."""

    id: str
    name: str
    token: str
    lease: float


class Absence:
    """How long the broker has been away, as one call sees it."""

    def __init__(self) -> None:
        self.unsure = False
        self._deadline = time.monotonic() + PATIENCE
        self._delay = _FIRST_DELAY

    def next_delay(self, gone: SLMMeshError) -> float:
        """Seconds until it is worth another try; raises when it was away for too long."""
        if time.monotonic() + self._delay > self._deadline:
            raise gone
        delay = self._delay
        self._delay = min(2 * delay, _LONGEST_DELAY)
        return delay


class Attempt:
    """A flow under way. While it is ``waiting`` it can be cut off and nothing has happened."""

    def __init__(self) -> None:
        self.waiting = False


class Member:
    """A program that joins, stays and leaves."""

    def __init__(self, profile: Profile, where: Where) -> None:
        self.profile = profile
        self._over: Callable[[], SLMMeshError] | None = None
        self._identity: Identity | None = None
        self._rejoining = threading.Lock()
        self._starter = Starter(where.home) if profile.start_broker and where.is_found else None

    @property
    def identity(self) -> Identity:
        """Who it is; raises why it is nobody any more."""
        if self._over is not None:
            raise self._over()
        if self._identity is None:
            raise left()
        return self._identity

    @property
    def known_as(self) -> Identity:
        """Who it is, or was when it left."""
        if self._identity is None:
            raise left()
        return self._identity

    @property
    def is_over(self) -> bool:
        """Whether it left, or was put out."""
        return self._over is not None

    @property
    def has_left(self) -> bool:
        """Whether it left of its own will."""
        return self._over is left

    @property
    def beat_interval(self) -> float:
        """Seconds from one sign of life to the next: three to a lease at least."""
        return min(LONGEST_BEAT, max(1.0, self.identity.lease) / 3)

    # ---- joining and leaving

    def join(self) -> Flow[None]:
        """Registers, unless a living program has the name."""
        name = self.profile.name
        if name != AUTO and not self.profile.take_over:
            for peer in (yield from self._present()):
                if peer.name.lower() == name.lower() and _is_another(peer):
                    raise name_taken(f"process {peer.pid} is on the mesh as {peer.name}")
        yield from self._register(name)

    def _present(self) -> Flow[list[Peer]]:
        return (yield from self.persist(calls.peers("machine"), None))

    def _register(self, name: str) -> Flow[None]:
        profile = self.profile
        call = calls.register(os.getpid(), profile.project, profile.agent_type, name)
        told = yield from self.persist(call, None)
        self._identity = Identity(
            told["peerId"], told["name"], told["peerToken"], told["leaveAfterSeconds"]
        )

    def leave(self) -> Flow[None]:
        """Unregisters. A broker that does not answer will see the lease end."""
        if self._over is None and self._identity is not None:
            try:
                yield from self._unregister(self._identity)
            except SLMMeshError as error:
                LOG.info("could not unregister: %s", error)
            self.settle()
        self._over = left

    def _unregister(self, identity: Identity) -> Flow[None]:
        call = calls.unregister()
        try:
            call.result((yield from ask(call, identity.token)))
        except RateLimited as error:
            yield Pause(error.retry_after)
            call.result((yield from ask(call, identity.token)))

    def settle(self) -> None:
        """The broker answers: what started it has done its work."""
        if self._starter is not None:
            self._starter.settle()

    def put_out(self, why: str) -> None:
        """Another program is this agent now."""
        self._over = self._over or (lambda: NameTaken(why, 409, "conflict"))

    # ---- calling

    def call(self, call: Call[T], within: float | None = None, absence: Absence | None = None) -> Flow[T]:
        """Does a call as this member."""
        for attempt in range(_MOST_REJOINS + 1):
            identity = self.identity
            try:
                return (yield from self.persist(call, identity.token, within, absence))
            except Unauthorized:
                if attempt == _MOST_REJOINS:
                    raise
                yield from self.rejoin(identity)
        raise AssertionError("unreachable")

    def persist(
        self,
        call: Call[T],
        credential: str | None,
        within: float | None = None,
        absence: Absence | None = None,
    ) -> Flow[T]:
        """Does a call, again when a broker went away before it was done."""
        absence = absence or Absence()
        while True:
            try:
                return call.result((yield from ask(call, credential, within)))
            except NoAnswer:
                raise
            except Unavailable as error:
                gone: SLMMeshError = error
            except BrokerUnreachable as error:
                if error.maybe_done and not call.repeatable:
                    raise
                absence.unsure = absence.unsure or error.maybe_done
                gone = error
            yield from self.bring_back(gone, absence)

    def patiently(
        self,
        call: Call[T],
        deadline: float,
        within: float | None = None,
        absence: Absence | None = None,
    ) -> Flow[T]:
        """Does a call; when there were too many, waits as long as the deadline allows."""
        while True:
            try:
                return (yield from self.call(call, within, absence))
            except RateLimited as error:
                if time.monotonic() + error.retry_after >= deadline:
                    raise
                yield Pause(error.retry_after)

    def bring_back(self, gone: SLMMeshError, absence: Absence) -> Flow[None]:
        """Waits a little for a broker, starts one if that can be; raises when it is in vain."""
        if isinstance(gone, Refused):
            raise gone
        delay = absence.next_delay(gone)
        if self._starter is not None and self._starter.launcher is not None:
            self._starter.nudge()
            if self._starter.complaint:
                raise BrokerUnreachable(f"no broker could be started: {self._starter.complaint}")
        elif self._identity is None and not absence.unsure:
            raise BrokerUnreachable(
                f"{gone.message}. (It starts by itself when slm-mesh is on the PATH.)"
            )
        yield Pause(delay)

    def rejoin(self, stale: Identity) -> Flow[None]:
        """The token has ended: registers again, if nobody else has the name now."""
        while not self._rejoining.acquire(blocking=False):
            yield Pause(_FIRST_DELAY)  # another thread or task is at it
        try:
            if self._identity is not stale:
                return
            for peer in (yield from self._present()):
                if peer.id == stale.id and peer.pid != os.getpid():
                    self.put_out(f"process {peer.pid} has joined as {peer.name}; this one is out")
                    return
            yield from self._register_again(stale)
            LOG.info("registered again as %s", stale.name)
        finally:
            self._rejoining.release()

    def _register_again(self, stale: Identity) -> Flow[None]:
        try:
            yield from self._register(stale.name)
        except Conflict:
            if self.profile.name != AUTO:
                raise
            yield from self._register(AUTO)
            LOG.warning("%s is now %s", stale.name, self.identity.name)

    # ---- waiting

    def in_time(self, call: Call[T], deadline: float, otherwise: T) -> Flow[T]:
        """Does a call that waits; its answer after the deadline is ``otherwise``."""
        remaining = deadline - time.monotonic()
        within = remaining if 0 < remaining < call.wait else None
        try:
            return (yield from self.patiently(call, deadline, within))
        except NoAnswer:
            if time.monotonic() < deadline:
                raise
            return otherwise

    def events(
        self, types: Iterable[str] | None, since: Since | None, limit: int
    ) -> Flow[list[MeshEvent]]:
        """A part of the log."""
        return (yield from self.call(calls.events(types, since, limit))).events

    def newest(self, deadline: float) -> Flow[int]:
        """The place of the newest event."""
        return (yield from self.patiently(calls.events(limit=1), deadline)).last_seq


def name_taken(why: str) -> NameTaken:
    """Why a program can't join under its name."""
    return NameTaken(f"{why}; choose another name, or join with take_over=True", 409, "conflict")


def ends_at(timeout: float | None) -> float:
    """The monotonic time at which a wait ends."""
    return float("inf") if timeout is None else time.monotonic() + timeout


def wait_of(remaining: float) -> float:
    """As much of a wait as one call can do."""
    return min(remaining, float(calls.MAX_WAIT_SECONDS))


def _is_another(peer: Peer) -> bool:
    """Whether a living process that is not this one is meant."""
    if peer.pid in (0, os.getpid()):
        return False
    try:
        os.kill(peer.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
