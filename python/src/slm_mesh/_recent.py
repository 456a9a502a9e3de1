"""Remembers what was seen not long ago."""

from __future__ import annotations

import threading

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
