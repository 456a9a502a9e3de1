"""Which agents this process is already, so that it does not join as one of them twice."""

from __future__ import annotations

import threading
import weakref

from ._member import AUTO, Member, name_taken


class Here:
    """The members of this process by data directory and name."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._members: weakref.WeakValueDictionary[tuple[str, str], Member] = (
            weakref.WeakValueDictionary()
        )

    def enter(self, home: str, member: Member) -> None:
        """Notes a member that is about to join; refuses one whose name a living one has."""
        if member.profile.name == AUTO:
            return
        key = (home, member.profile.name.lower())
        with self._guard:
            there = self._members.get(key)
            if there is not None and not there.is_over:
                if not member.profile.take_over:
                    raise name_taken(f"this process is on the mesh as {member.profile.name}")
                there.put_out(f"this process has joined as {member.profile.name} once more")
            self._members[key] = member

    def forget(self, home: str, member: Member) -> None:
        """The member did not join, or has left."""
        key = (home, member.profile.name.lower())
        with self._guard:
            if self._members.get(key) is member:
                del self._members[key]


HERE = Here()
