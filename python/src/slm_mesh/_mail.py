"""The mail of a member. Each message is handed to the program once, whichever thread reads it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from . import _calls as calls
from ._flow import Flow
from ._member import Attempt, Member, ends_at, wait_of
from ._recent import Recent
from .errors import SLMMeshError
from .types import Message


class Mail:
    """Reads the mail of one member, for all its threads and tasks."""

    def __init__(self, member: Member) -> None:
        self._member = member
        self._given = Given()

    def inbox(
        self, msg_filter: str, limit: int, from_peer: str | None, peek: bool
    ) -> Flow[list[Message]]:
        """Messages, oldest first."""
        if peek or msg_filter != "unread":
            call = calls.inbox(msg_filter=msg_filter, limit=limit, from_peer=from_peer, peek=peek)
            return (yield from self._member.call(call))
        if kept := self._given.take(limit, from_peer):
            return kept
        call = calls.inbox(limit=limit, from_peer=from_peer, peek=True)
        while page := (yield from self._member.call(call)):
            if fresh := (yield from self._mark_read(page, limit, from_peer)):
                return fresh
        return []

    def _mark_read(
        self, page: list[Message], limit: int, from_peer: str | None
    ) -> Flow[list[Message]]:
        """Reads what was peeked at. An answer may be lost whose messages the broker takes for read;
        they are in our hands already then."""
        if not page:
            return []
        try:
            read = yield from self._member.call(calls.inbox(limit=len(page), from_peer=from_peer))
        except SLMMeshError:
            self._given.keep(page)
            raise
        fresh = self._given.new_ones([*page, *read])
        self.give_back(fresh[limit:])
        return fresh[:limit]

    def give_back(self, messages: list[Message]) -> None:
        """Messages that were read and not used: the next call gives them again."""
        self._given.forget(messages)
        self._given.keep(messages)

    def wait_message(
        self, timeout: float | None, from_peer: str | None, attempt: Attempt
    ) -> Flow[Message | None]:
        """The next message, read when it is returned; ``None`` when none came in time.

        The wait itself only peeks, so that one that is cut off reads nothing.
        """
        deadline = ends_at(timeout)
        for message in self._given.take(1, from_peer):
            return message
        while True:
            attempt.waiting = True
            page = yield from self._peek(deadline, from_peer)
            attempt.waiting = False
            for message in (yield from self._mark_read(page, 1, from_peer)):
                return message
            if not page and time.monotonic() >= deadline:
                return None

    def _peek(self, deadline: float, from_peer: str | None) -> Flow[list[Message]]:
        remaining = max(0.0, deadline - time.monotonic())
        call = calls.inbox(limit=1, from_peer=from_peer, peek=True, wait_seconds=wait_of(remaining))
        return (yield from self._member.in_time(call, deadline, []))


class Given:
    """Which messages the program was given, and which are ready for it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._ids = Recent()
        self._kept: list[Message] = []

    def new_ones(self, messages: Iterable[Message]) -> list[Message]:
        """Those that were not given yet; they are now."""
        return [message for message in messages if self._ids.add(message.id)]

    def forget(self, messages: Iterable[Message]) -> None:
        """These were not given after all."""
        for message in messages:
            self._ids.discard(message.id)

    def keep(self, messages: Iterable[Message]) -> None:
        """These may not be had from the broker again."""
        with self._guard:
            self._kept.extend(messages)

    def take(self, most: int, from_peer: str | None) -> list[Message]:
        """Kept ones that were not given yet, from one sender or all."""
        with self._guard:
            fits = [m for m in self._kept if from_peer is None or _is_from(m, from_peer)]
            taken = self.new_ones(fits[:most])
            for message in fits[:most]:
                self._kept.remove(message)
        return taken


def _is_from(message: Message, peer: str) -> bool:
    return peer == message.from_peer or peer.lower() == message.from_name.lower()
