"""What a program has seen already, so that it gets it once."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from .types import Message

_REMEMBERED = 4096


class Recent:
    """Remembers the newest of what was added."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._known: dict[object, None] = {}

    def add(self, item: object) -> bool:
        """Tells whether ``item`` is new."""
        with self._guard:
            if item in self._known:
                return False
            self._known[item] = None
            if len(self._known) > _REMEMBERED:
                del self._known[next(iter(self._known))]
            return True

    def discard(self, item: object) -> None:
        """``item`` is new when it comes again."""
        with self._guard:
            self._known.pop(item, None)


class Mail:
    """Hands each message to the program once, whichever thread or task reads it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._given = Recent()
        self._kept: list[Message] = []

    def new_ones(self, messages: Iterable[Message]) -> list[Message]:
        """Those that were not given yet; they are now."""
        return [message for message in messages if self._given.add(message.id)]

    def forget(self, messages: Iterable[Message]) -> None:
        """These were not given after all."""
        for message in messages:
            self._given.discard(message.id)

    def keep(self, messages: Iterable[Message]) -> None:
        """These may not be had from the broker again."""
        with self._guard:
            self._kept.extend(messages)

    def take(self, most: int, from_peer: str | None) -> list[Message]:
        """Kept ones that were not given yet, from one sender or all."""
        with self._guard:
            fits = [m for m in self._kept if from_peer in (None, m.from_peer, m.from_name)]
            taken = self.new_ones(fits[:most])
            for message in fits[:most]:
                self._kept.remove(message)
        return taken
