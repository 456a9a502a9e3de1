"""Locks of a member: taken, waited for, renewed while they are held, given back."""

from __future__ import annotations

import time
from dataclasses import dataclass

from . import _calls as calls
from ._calls import EventPage
from ._flow import Flow, Pause
from ._member import LOG, PATIENCE, Absence, Attempt, Member, ends_at, wait_of
from ._recent import Recent
from .errors import EventsCompacted, LockHeld, LockLost, SLMMeshError
from .types import Lock

RENEW_AFTER = 1 / 3
"""A lock is renewed when this part of its time is over."""

BEAT_AGAIN = 1.0
"""Seconds until a sign of life is tried again."""


@dataclass(frozen=True)
class Wanted:
    """Which lock is wanted; ``wait`` is in seconds, ``None`` for ever."""

    path: str
    wait: float | None
    reason: str
    ttl_minutes: int


@dataclass
class Held:
    """A lock that this program holds; ``lost`` says why it does not any more."""

    lock: Lock
    ttl_minutes: int
    renew_at: float
    lost: str = ""
    renewing: bool = False
    released: bool = False


class Locking:
    """The locks of one member, which all its threads and tasks share."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._held: dict[int, Held] = {}
        self._granted = Recent()

    def acquire(self, wanted: Wanted, attempt: Attempt) -> Flow[Held]:
        """Takes a lock; waits for its end if somebody has it; raises ``LockHeld`` after that."""
        deadline = ends_at(wanted.wait)
        cursor: int | None = None
        while True:
            try:
                call = calls.lock(wanted.path, wanted.reason, wanted.ttl_minutes)
                lock = yield from self._member.patiently(call, deadline)
                if self._granted.add(lock.fencing_token):
                    return self._hold(lock, wanted.ttl_minutes)
                refused = self._own(lock)
            except LockHeld as error:
                refused = error
            if time.monotonic() >= deadline:
                raise refused
            attempt.waiting = True
            cursor = yield from self._until_unlocked(wanted.path, cursor, deadline)
            attempt.waiting = False

    def _until_unlocked(self, path: str, cursor: int | None, deadline: float) -> Flow[int]:
        """Waits for the end of the lock that is there. The place in the log is taken first, so
        that an end that comes before the wait begins is seen as well."""
        if cursor is None:
            cursor = yield from self._member.newest(deadline)
        for lock in (yield from self._member.patiently(calls.locks(path), deadline)):
            cursor = yield from self._unlocked(lock.fencing_token, cursor, deadline)
        return cursor

    def _hold(self, lock: Lock, ttl_minutes: int) -> Held:
        held = Held(lock, ttl_minutes, _renew_at(ttl_minutes))
        self._held[lock.fencing_token] = held
        return held

    def _own(self, lock: Lock) -> LockHeld:
        """Another thread or task of this program has the lock; the broker only renewed it."""
        other = self._held.get(lock.fencing_token)
        if other is not None:
            other.renew_at = 0.0  # its time may have become shorter
        told = {"heldBy": lock.locked_by, "reason": lock.reason, "expiresAt": lock.expires_at}
        message = f"locked by {lock.locked_by}, which is this program, until {lock.expires_at}"
        return LockHeld(message, 409, "conflict", told)

    def _unlocked(self, token: int, cursor: int, deadline: float) -> Flow[int]:
        """Waits until the lock has ended; returns up to where the log was read."""
        while True:
            remaining = max(0.0, deadline - time.monotonic())
            call = calls.events(("file_unlocked",), cursor, calls.MAX_EVENTS, wait_of(remaining))
            try:
                page = yield from self._member.in_time(call, deadline, EventPage([], cursor))
            except EventsCompacted as error:
                return error.compacted_before - 1
            cursor = page.last_seq
            ended = any(event.payload.get("fencingToken") == token for event in page.events)
            if ended or not page.events:
                return cursor

    def release(self, held: Held) -> Flow[None]:
        """Gives a lock back; raises ``LockLost`` if it had ended before."""
        token = held.lock.fencing_token
        held.released = True
        self._held.pop(token, None)
        while held.renewing:
            yield Pause(0.01)
        if held.lost:
            raise LockLost(held.lost, token)
        absence = Absence()
        try:
            call = calls.unlock(held.lock.file_path)
            released = yield from self._member.patiently(call, ends_at(PATIENCE), absence=absence)
        except LockHeld as error:
            raise LockLost(_lost(held.lock, f"{error.holder} holds it now"), token) from error
        if not released and not absence.unsure:
            raise LockLost(_lost(held.lock, "it had ended"), token)

    def renew(self) -> Flow[None]:
        """Renews the locks whose time has come."""
        for held in list(self._held.values()):
            if not held.lost and time.monotonic() >= held.renew_at:
                held.renewing = True
                try:
                    if not held.released:
                        yield from self._renew(held)
                finally:
                    held.renewing = False

    def _renew(self, held: Held) -> Flow[None]:
        path, token = held.lock.file_path, held.lock.fencing_token
        try:
            call = calls.lock(path, None, held.ttl_minutes)
            lock = yield from self._member.patiently(call, ends_at(PATIENCE))
        except LockHeld as error:
            held.lost = _lost(held.lock, f"{error.holder} holds it now")
        else:
            held.renew_at = _renew_at(held.ttl_minutes)
            if lock.fencing_token == token:
                return
            # It had ended and came back as another one. Who had it in between nobody knows.
            held.lost = _lost(held.lock, "it had ended")
            if self._granted.add(lock.fencing_token):
                yield from self._member.patiently(calls.unlock(path), ends_at(PATIENCE))
        LOG.warning("%s", held.lost)

    def live(self) -> Flow[float]:
        """A sign of life and what is due with it; returns the seconds until the next."""
        try:
            yield from self._member.call(calls.heartbeat())
            self._member.settle()
            yield from self.renew()
            return self._member.beat_interval
        except SLMMeshError as error:
            if not self._member.is_over:
                LOG.warning("no sign of life could be given: %s", error)
            return BEAT_AGAIN


def _renew_at(ttl_minutes: int) -> float:
    return time.monotonic() + ttl_minutes * 60 * RENEW_AFTER


def _lost(lock: Lock, why: str) -> str:
    return f"the lock on {lock.file_path} was lost while it was relied on: {why}"
