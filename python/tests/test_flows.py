"""The order of steps where another order would be right nearly always. The flows are driven by
hand: each answer is the one that makes the order matter."""

from __future__ import annotations

import json
import unittest
from typing import Any

from slm_mesh._calls import Answer
from slm_mesh._door import Where
from slm_mesh._flow import Ask, Flow
from slm_mesh._locking import Locking, Wanted
from slm_mesh._member import Attempt, Identity, Member, Profile

LOCK = {
    "filePath": "/w/f",
    "lockedBy": "bob",
    "lockedById": "2",
    "lockedAt": "2026-11-23T12:00:00.000Z",
    "expiresAt": "2026-11-23T12:10:00.000Z",
    "fencingToken": 3,
}
HELD = {"ok": False, "code": "conflict", "error": "locked by bob", "heldBy": "bob"}


def unlocked(token: int, seq: int) -> dict[str, Any]:
    """An event that tells of the end of a lock."""
    payload = {"filePath": "/w/f", "fencingToken": token}
    return {"seq": seq, "type": "file_unlocked", "payload": payload, "createdAt": "t"}


class LockWaitTest(unittest.TestCase):
    def setUp(self) -> None:
        member = Member(Profile("ann", "/w", "python", False, False), Where(data_dir="/nowhere"))
        member._identity = Identity("1", "ann", "token", 60)
        self.attempt = Attempt()
        self.flow: Flow[Any] = Locking(member).acquire(Wanted("f", None, "", 10), self.attempt)
        self.step = next(self.flow)

    def expect(self, path: str, **members: Any) -> None:
        """What is asked now, and as the member."""
        assert isinstance(self.step, Ask)
        self.assertEqual("token", self.step.credential)
        self.assertEqual(path, self.step.call.path)
        body = self.step.call.body or {}
        self.assertEqual(members, {name: body.get(name) for name in members})

    def answer(self, body: dict[str, Any], status: int = 200) -> None:
        self.step = self.flow.send(Answer(status, json.dumps(body).encode()))

    def test_an_end_between_the_refusal_and_the_wait_is_not_missed(self) -> None:
        self.expect("/lock", action="lock")
        self.answer(HELD, 409)
        # First the place in the log, then who holds it: its end comes after both or is seen here.
        self.expect("/events", limit=1)
        self.answer({"ok": True, "events": [], "lastSeq": 7})
        self.expect("/lock", action="query")
        self.assertTrue(self.attempt.waiting)
        self.answer({"ok": True, "locks": [LOCK]})
        self.expect("/events", since=7, types=["file_unlocked"], waitSeconds=50)
        self.answer({"ok": True, "events": [unlocked(2, 8)], "lastSeq": 8})
        self.expect("/events", since=8, waitSeconds=50)
        self.answer({"ok": True, "events": [unlocked(3, 9)], "lastSeq": 9})
        self.expect("/lock", action="lock")
        self.assertFalse(self.attempt.waiting)
        with self.assertRaises(StopIteration) as end:
            self.answer({"ok": True, "lock": {**LOCK, "fencingToken": 4}})
        self.assertEqual(4, end.exception.value.lock.fencing_token)

    def test_a_lock_that_is_free_meanwhile_is_tried_at_once(self) -> None:
        self.answer(HELD, 409)
        self.answer({"ok": True, "events": [], "lastSeq": 7})
        self.answer({"ok": True, "locks": []})
        self.expect("/lock", action="lock")

    def test_a_log_that_was_shortened_under_the_wait(self) -> None:
        self.answer(HELD, 409)
        self.answer({"ok": True, "events": [], "lastSeq": 7})
        self.answer({"ok": True, "locks": [LOCK]})
        self.answer({"ok": True, "events": [], "lastSeq": 7, "compactedBefore": 40})
        self.expect("/lock", action="lock")
