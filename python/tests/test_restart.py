"""Brokers that are killed, answers that are lost: what a member notices of it."""

from __future__ import annotations

import os
import time
from itertools import count
from unittest import mock

from relay import Relay
from slm_mesh import BrokerUnreachable, LockHeld, Mesh
from support import LEASE_SECONDS, Background, BrokerCase, OwnBrokerCase, eventually

WAITING = b'"waitSeconds"'


class Doors:
    """Holds what is the same through each door, so that it is not run by itself."""

    class RestartTest(BrokerCase):
        """The tests share a data directory, each has agents of its own."""

        door = ""
        numbers = count()

        def setUp(self) -> None:
            if self.broker.process is None:
                self.broker.start()
            self.relay = Relay(self.broker, self.door)
            self.addCleanup(self.relay.close)

        def join(self, **more: object) -> Mesh:
            """A member whose calls pass through the relay."""
            place = {**self.relay.place, **more}
            mesh = self.broker.join(f"peer-{next(self.numbers)}", self.door, **place)
            self.addCleanup(mesh.leave)
            return mesh

        def restart(self) -> None:
            self.broker.kill()
            self.broker.start()

        def test_a_wait_for_a_message_goes_on(self) -> None:
            ann, bob = self.join(), self.join()
            waiting = Background(lambda: bob.wait_message(60))
            self.relay.await_passed(WAITING)
            self.restart()
            ann.send(bob.name, "after the restart")
            self.assertEqual("after the restart", waiting.result().payload)

        def test_a_wait_for_a_lock_goes_on(self) -> None:
            ann, bob = self.join(), self.join()
            with ann.lock("waited") as lock:
                waiting = Background(bob.lock("waited", wait=60).acquire)
                self.relay.await_passed(WAITING)
                self.restart()
                self.assertEqual([lock.fencing_token], [l.fencing_token for l in ann.locks("waited")])
                self.assertTrue(waiting.is_under_way)
            self.assertGreater(waiting.result().fencing_token, lock.fencing_token)

        def test_a_membership_goes_on(self) -> None:
            ann = self.join()
            bob = self.join()
            ids = ann.id, bob.id
            bob.send(ann.name, "before")
            lock = ann.lock("kept")
            before = lock.acquire()
            self.restart()
            # The heartbeats alone must keep it, longer than the lease and the grace of the new
            # broker.
            begun = time.monotonic()
            owner = self.broker.client(self.door)

            def kept_by_heartbeats() -> bool:
                (held,) = owner.locks(before.file_path)
                self.assertEqual(before.fencing_token, held.fencing_token)
                return time.monotonic() - begun > 3 + LEASE_SECONDS

            eventually("a lock that outlives the grace", kept_by_heartbeats)
            self.assertEqual(ids, (ann.id, bob.id))
            self.assertEqual("before", ann.inbox()[0].payload)
            lock.release()

        def test_following_has_no_gap_and_no_repetition(self) -> None:
            ann, bob = self.join(), self.join()
            before = next(ann.events(limit=1)).seq
            seen: list[int] = []

            def follow() -> None:
                for event in bob.events(["state_changed"], since=before, follow=True):
                    seen.append(event.seq)

            following = Background(follow)
            for restart in range(2):
                for number in range(20):
                    ann.state[f"{restart} {number}"] = "x"
                self.restart()
                for number in range(20):
                    ann.state[f"{restart} {number}"] = "y"
            # The answer to a set can be lost and the set repeated, so the log is what counts.
            log = [e.seq for e in ann.events(["state_changed"], since=before, limit=200)]
            self.assertGreaterEqual(len(log), 80)
            eventually("all events", lambda: len(seen) >= len(log))
            bob.leave()
            following.result()
            self.assertEqual(log, seen)

        def test_following_from_now_begins_now_even_if_it_breaks_at_once(self) -> None:
            ann, bob = self.join(), self.join()
            events = bob.events(["state_changed"], follow=True)
            first = Background(lambda: next(events))
            self.relay.await_passed(b"/events/stream")
            self.broker.kill()
            self.broker.start()
            self.broker.client().state_set("k", "v", ann.id)
            self.assertEqual("k", first.result().payload["key"])

        def test_a_join_whose_answer_is_lost_is_one_join(self) -> None:
            self.relay.lose_answer_to(b'"agentType": "lost"')
            ann = self.join(agent_type="lost")
            self.assertTrue(self.relay.lost.is_set())
            joined = self.broker.client().events(["peer_joined"])
            self.assertEqual(ann.id, joined[-1].payload["peerId"])
            self.assertEqual(1, [event.payload["name"] for event in joined].count(ann.name))
            ann.summary("the token that came is the one that counts")

        def test_a_message_whose_answer_is_lost_may_have_been_sent(self) -> None:
            ann, bob = self.join(), self.join()
            self.relay.lose_answer_to(b'"message": "once"')
            with self.assertRaises(BrokerUnreachable) as refused:
                ann.send(bob.name, "once")
            self.assertTrue(refused.exception.maybe_done)
            self.assertEqual(["once"], [message.payload for message in ann.sent()])
            self.assertEqual(["once"], [message.payload for message in bob.inbox()])

        def test_a_message_that_was_not_sent_for_certain_is_sent_again(self) -> None:
            bob = self.join()
            ann = self.join(**self.broker.place(self.door))
            self.broker.kill()
            sending = Background(lambda: ann.send(bob.name, "once"))
            self.broker.start()
            sending.result()
            self.assertEqual(["once"], [message.payload for message in bob.inbox()])

        def test_mail_whose_answer_is_lost_is_read_once(self) -> None:
            ann, bob = self.join(), self.join()
            for number in range(3):
                ann.send(bob.name, str(number))
            read = [message.payload for message in bob.inbox(limit=1)]
            # Now one that the broker takes for read once it has written it.
            self.relay.lose_answer_to(rb'\{"limit": \d+\}')
            while more := bob.inbox():
                read += [message.payload for message in more]
            self.assertTrue(self.relay.lost.is_set())
            self.assertEqual(["0", "1", "2"], read)

        def test_an_unlock_whose_answer_is_lost_is_no_lost_lock(self) -> None:
            ann = self.join()
            with ann.lock("unlocked"):
                self.relay.lose_answer_to(b'"action": "unlock"')
            self.assertTrue(self.relay.lost.is_set())
            self.assertEqual([], ann.locks("unlocked"))

        def test_a_broker_that_does_not_come_back(self) -> None:
            ann = self.join()
            self.broker.kill()
            with mock.patch("slm_mesh._member.PATIENCE", 0.5):
                for call in (
                    ann.peers,
                    lambda: ann.wait_message(5),
                    lambda: ann.lock("x", wait=5).acquire(),
                    lambda: next(ann.events(follow=True)),
                ):
                    with self.assertRaises(BrokerUnreachable):
                        call()


class UnixRestartTest(Doors.RestartTest):
    door = "unix"


class TcpRestartTest(Doors.RestartTest):
    door = "tcp"


class LostDatabaseTest(OwnBrokerCase):
    def test_a_member_registers_again_with_a_new_database(self) -> None:
        for name in ("ann", "auto"):
            with self.subTest(name), self.broker.join(name) as mesh:
                known_as = mesh.name
                self.broker.kill()
                for file in self.broker.data.glob("mesh.db*"):
                    os.unlink(file)
                self.broker.start()
                mesh.summary("here again")
                self.assertEqual(known_as, mesh.name)
                with mesh.lock("file") as lock:
                    self.assertEqual(known_as, lock.locked_by)
                    with self.assertRaises(LockHeld):
                        mesh.lock("file").acquire()


