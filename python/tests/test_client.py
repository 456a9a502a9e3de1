"""Every method of SLMMeshClient and what it refuses, through both doors."""

from __future__ import annotations

import os
import signal
import sqlite3
import unittest
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from itertools import count

from session import Session
from slm_mesh import (
    EVENT_TYPES,
    BrokerUnreachable,
    EventsCompacted,
    Forbidden,
    InvalidArgument,
    LockHeld,
    Message,
    NameTaken,
    NotFound,
    RateLimited,
    SLMMeshClient,
    SLMMeshError,
    StorageFull,
    TooLarge,
    Unauthorized,
    Unavailable,
    parse_time,
)
from slm_mesh._calls import Answer, health
from support import Background, BrokerCase, OwnBrokerCase, await_wait, eventually


def texts(messages: Iterable[Message]) -> list[str]:
    """What messages say."""
    return [message.payload for message in messages]


class Doors:
    """Holds what is the same through each door, so that it is not run by itself."""

    class ClientTest(BrokerCase):
        """The tests share a broker: each has peers of its own."""

        door = ""
        numbers = count()

        def setUp(self) -> None:
            self.client = self.broker.client(self.door)
            self.ann = self.register("ann")
            self.bob = self.register("bob")

        def register(self, name: str) -> str:
            named = f"{name}-{next(self.numbers)}"
            return self.client.register(os.getpid(), str(self.broker.work), "tester", named)["peerId"]

        def test_health_says_product_and_version(self) -> None:
            health = self.client.health()
            self.assertEqual(("slm-mesh", "ok"), (health["product"], health["status"]))

        def test_status_counts(self) -> None:
            status = self.client.status()
            self.assertEqual("ok", status.status)
            self.assertEqual(self.broker.port, status.port)
            self.assertGreaterEqual(status.peers.total, 2)
            self.assertGreater(status.events_total, 0)
            self.assertGreater(status.db_size_bytes, 0)
            self.assertIsNone(status.me)

        def test_a_name_is_the_same_peer_again(self) -> None:
            first = self.client.register(1, "/tmp", name="again")
            second = self.client.register(2, "/tmp", name="AGAIN", uds_path="/ignored")
            self.assertEqual(first["peerId"], second["peerId"])
            self.assertNotEqual(first["peerToken"], second["peerToken"])
            self.assertEqual(2, first["leaveAfterSeconds"])

        def test_register_makes_up_a_name(self) -> None:
            self.assertNotIn(self.client.register(1, "/tmp")["name"], ("", "auto"))

        def test_register_refuses_bad_arguments(self) -> None:
            for arguments in ((1, "relative"), (1, "/tmp", "t", "all"), (-1, "/tmp")):
                with self.assertRaises(InvalidArgument) as refused:
                    self.client.register(*arguments)
                self.assertEqual(400, refused.exception.status_code)
                self.assertEqual("invalid_argument", refused.exception.code)
                self.assertEqual(refused.exception.message, refused.exception.response["error"])

        def test_who_has_left_can_do_nothing(self) -> None:
            self.assertEqual(self.ann, self.client.unregister(self.ann)["peerId"])
            with self.assertRaises(NotFound):
                self.client.heartbeat(self.ann)
            self.assertNotIn(self.ann, [peer.id for peer in self.client.peers()])

        def test_heartbeat_says_who(self) -> None:
            self.assertEqual(self.ann, self.client.heartbeat(self.ann)["peerId"])
            with self.assertRaises(NotFound) as refused:
                self.client.heartbeat("nobody-of-this-name")
            self.assertEqual(404, refused.exception.status_code)

        def test_summary_is_seen_by_others(self) -> None:
            self.assertEqual("builds", self.client.set_summary(self.ann, "builds")["summary"])
            peer = next(peer for peer in self.client.peers() if peer.id == self.ann)
            self.assertEqual("builds", peer.summary)
            with self.assertRaises(InvalidArgument):
                self.client.set_summary(self.ann, "x" * 2501)

        def test_peers_are_told_whole(self) -> None:
            peer = next(peer for peer in self.client.peers() if peer.id == self.ann)
            self.assertEqual(
                ("tester", os.getpid(), str(self.broker.work), "active"),
                (peer.agent_type, peer.pid, peer.project_path, peer.status),
            )
            self.assertLessEqual(parse_time(peer.started_at), parse_time(peer.last_heartbeat))

        def test_peers_of_this_directory_alone(self) -> None:
            here = self.client.register(1, os.getcwd(), name="here")["peerId"]
            self.assertIn(here, [peer.id for peer in self.client.peers("directory")])
            self.assertNotIn(self.ann, [peer.id for peer in self.client.peers("directory")])
            self.assertIn(here, [peer.id for peer in self.client.peers("repo")])
            with self.assertRaises(InvalidArgument):
                self.client.peers("galaxy")

        def test_a_message_arrives_once(self) -> None:
            sent = self.client.send(self.ann, self.bob, "hällo ☃")
            (message,) = self.client.inbox(self.bob)
            self.assertEqual((sent, self.ann, self.bob), (message.id, message.from_peer, message.to_peer))
            self.assertEqual(("text", "hällo ☃"), (message.msg_type, message.payload))
            self.assertEqual([], self.client.inbox(self.bob))
            # Read is recorded once the answer was written, which is after we had it.
            eventually("read", lambda: self.client.inbox(self.ann, sent=True)[0].read_at)
            self.assertTrue(self.client.inbox(self.ann, sent=True)[0].delivered)

        def test_message_types(self) -> None:
            self.client.send(self.ann, self.bob, '{"a": 1}', "json")
            self.client.send(self.ann, self.bob, "look", "alert")
            self.assertEqual(["json", "alert"], [m.msg_type for m in self.client.inbox(self.bob)])
            with self.assertRaises(InvalidArgument):
                self.client.send(self.ann, self.bob, "{", "json")

        def test_send_refuses(self) -> None:
            with self.assertRaises(NotFound):
                self.client.send(self.ann, "nobody-of-this-name", "x")
            with self.assertRaises(InvalidArgument):
                self.client.send(self.ann, self.ann, "to myself")
            with self.assertRaises(InvalidArgument):
                self.client.send(self.ann, self.bob, "x" * 65_537)
            with self.assertRaises(TooLarge) as refused:
                self.client.send(self.ann, self.bob, "x" * (3 << 20))
            self.assertEqual(413, refused.exception.status_code)
            self.assertEqual([], self.client.inbox(self.bob))

        def test_broadcast_reaches_the_others(self) -> None:
            ids = self.client.broadcast(self.ann, "to all", "alert")
            (message,) = self.client.inbox(self.bob)
            self.assertIn(message.id, ids)
            self.assertEqual([], self.client.inbox(self.ann))

        def test_inbox_filters_limits_and_peeks(self) -> None:
            carl = self.register("carl")
            for text in ("1", "2", "3"):
                self.client.send(self.ann, self.bob, text)
            self.client.send(carl, self.bob, "4")
            self.assertEqual(["1"], texts(self.client.inbox(self.bob, limit=1, peek=True)))
            # What a peek leaves behind is recorded after its answer; it must not meet the next one.
            eventually("delivered", lambda: self.client.inbox(self.ann, sent=True)[0].delivered)
            self.assertEqual(["1", "2"], texts(self.client.inbox(self.bob, "unread", 2)))
            self.assertEqual(["4"], texts(self.client.inbox(self.bob, from_peer=carl)))
            self.assertEqual(["3"], texts(self.client.inbox(self.bob)))
            self.assertEqual(["1", "2", "3", "4"], texts(self.client.inbox(self.bob, "all")))
            with self.assertRaises(InvalidArgument):
                self.client.inbox(self.bob, "some")
            with self.assertRaises(InvalidArgument):
                self.client.inbox(self.bob, limit=101)

        def test_inbox_waits(self) -> None:
            waiting = Background(lambda: self.client.inbox(self.bob, wait_seconds=20))
            self.client.send(self.ann, self.bob, "at last")
            self.assertEqual(["at last"], [message.payload for message in waiting.result()])

        def test_state_has_versions_and_authors(self) -> None:
            space = self.id()
            self.assertIsNone(self.client.state_get("k", space))
            self.assertEqual(1, self.client.state_set("k", "v", self.ann, space).version)
            self.client.state_set("k", "w", self.bob, space)
            entry = self.client.state_get("k", space)
            assert entry is not None
            self.assertEqual(("k", "w", space, 2), (entry.key, entry.value, entry.namespace, entry.version))
            self.assertTrue(entry.updated_by.startswith("bob"))
            self.client.state_set("j", "", self.ann, space)
            self.assertEqual(["j", "k"], [each.key for each in self.client.state_list(space)])
            self.assertTrue(self.client.state_delete("k", space))
            self.assertFalse(self.client.state_delete("k", space))

        def test_state_refuses(self) -> None:
            with self.assertRaises(InvalidArgument):
                self.client.state_set("k", "x" * 65_537, self.ann)
            with self.assertRaises(InvalidArgument):
                self.client.state_get("")

        def test_a_held_lock_is_refused_with_its_holder(self) -> None:
            lock = self.client.lock(f"{self.id()}.py", self.ann, "mine", 5)
            self.assertEqual(str(self.broker.work / f"{self.id()}.py"), lock.file_path)
            with self.assertRaises(LockHeld) as refused:
                self.client.lock(f"./{self.id()}.py", self.bob)
            held = refused.exception
            self.assertEqual((409, "conflict"), (held.status_code, held.code))
            self.assertEqual((lock.locked_by, "mine", lock.expires_at), (held.holder, held.reason, held.expires_at))

        def test_a_lock_can_be_renewed(self) -> None:
            first = self.client.lock(self.id(), self.ann, ttl_minutes=1)
            second = self.client.lock(self.id(), self.ann, ttl_minutes=60)
            self.assertEqual(first.fencing_token, second.fencing_token)
            self.assertGreater(parse_time(second.expires_at), parse_time(first.expires_at))
            with self.assertRaises(InvalidArgument):
                self.client.lock(self.id(), self.ann, ttl_minutes=61)

        def test_only_the_holder_unlocks(self) -> None:
            self.assertFalse(self.client.unlock(self.id(), self.ann))
            self.client.lock(self.id(), self.ann)
            with self.assertRaises(LockHeld) as refused:
                self.client.unlock(self.id(), self.bob)
            self.assertTrue(refused.exception.holder.startswith("ann"))
            self.assertTrue(self.client.unlock(self.id(), self.ann))
            self.assertFalse(self.client.unlock(self.id(), self.ann))

        def test_locks_are_listed(self) -> None:
            lock = self.client.lock(self.id(), self.ann, "why")
            self.assertIn(lock, self.client.locks())
            self.assertEqual([lock], self.client.locks(lock.file_path))
            self.assertEqual([lock], self.client.locks(os.path.relpath(lock.file_path)))
            self.assertEqual([], self.client.locks("not-locked"))

        def test_events_by_type_place_and_time(self) -> None:
            before = self.client.events(limit=1)[-1]
            self.client.lock(self.id(), self.ann)
            self.client.unlock(self.id(), self.ann)
            after = self.client.events(["file_locked", "file_unlocked"], before.seq)
            # Locks of other tests end meanwhile, when the lease of their holders does.
            locked, unlocked = [event for event in after if event.emitted_by == self.ann]
            self.assertEqual(("file_locked", self.ann), (locked.event_type, locked.emitted_by))
            self.assertEqual(("file_unlocked", "released"), (unlocked.event_type, unlocked.payload["why"]))
            self.assertEqual([locked], self.client.events(["file_locked"], before.seq, 1))
            hour = datetime.now(timezone.utc) - timedelta(hours=1)
            self.assertEqual(1, self.client.events(since=hour, limit=1)[0].seq)
            self.assertEqual(1, self.client.events(EVENT_TYPES, hour.isoformat()[:19] + "Z", 1)[0].seq)
            for bad in ({"types": ["tea_made"]}, {"since": "yesterday"}, {"limit": 0}):
                with self.assertRaises(InvalidArgument):
                    self.client.events(**bad)


class UnixClientTest(Doors.ClientTest):
    door = "unix"


class TcpClientTest(Doors.ClientTest):
    door = "tcp"

    def test_a_wrong_token_is_refused(self) -> None:
        token = self.broker.root / "other.token"
        token.write_text("0" * 64)
        token.chmod(0o600)
        client = SLMMeshClient(**{**self.broker.place("tcp"), "token_path": token})
        with self.assertRaises(Unauthorized) as refused:
            client.status()
        self.assertEqual(401, refused.exception.status_code)

    def test_it_is_found_without_being_told(self) -> None:
        client = SLMMeshClient(data_dir=self.broker.data)
        self.assertEqual("ok", client.status().status)
        (self.broker.data / "http.sock").rename(self.broker.data / "hidden")
        try:
            self.assertEqual("ok", client.status().status)
        finally:
            (self.broker.data / "hidden").rename(self.broker.data / "http.sock")

    def test_an_agent_with_a_session_belongs_to_nobody_else(self) -> None:
        with Session(self.broker) as session:
            name = session.name()
            with self.assertRaises(Forbidden) as refused:
                self.client.send(name, self.bob, "as somebody else")
            self.assertEqual(403, refused.exception.status_code)
            with self.assertRaises(NameTaken):
                self.client.register(1, "/tmp", name=name)


class RateTest(OwnBrokerCase):
    settings = {"SLM_MESH_HTTP_RATE": "5"}

    def test_too_many_calls(self) -> None:
        client = self.broker.client()
        me = client.register(1, "/tmp", name="busy")["peerId"]
        with self.assertRaises(RateLimited) as refused:
            for _ in range(20):
                client.set_summary(me, "busy")
        self.assertEqual(429, refused.exception.status_code)
        self.assertGreaterEqual(refused.exception.retry_after, 1)
        client.heartbeat(me)


class RefusalTest(OwnBrokerCase):
    def test_a_stopping_broker_says_try_again(self) -> None:
        client = self.broker.client()
        me = client.register(1, "/tmp", name="waiter")["peerId"]
        waiting = Background(lambda: client.inbox(me, from_peer=me, wait_seconds=50))
        await_wait(client)
        self.broker.signal(signal.SIGTERM)
        with self.assertRaises(Unavailable) as refused:
            waiting.result()
        self.assertEqual(503, refused.exception.status_code)

    def test_old_events_are_gone(self) -> None:
        client = self.broker.client()
        client.register(1, "/tmp", name="one")
        client.register(1, "/tmp", name="two")
        self.broker.end()
        with sqlite3.connect(self.broker.data / "mesh.db") as database:
            database.execute("DELETE FROM events WHERE seq < 2")
        database.close()
        self.broker.start()
        with self.assertRaises(EventsCompacted) as refused:
            client.events(since=0)
        self.assertEqual(2, refused.exception.compacted_before)
        self.assertEqual(2, client.events(since=1)[0].seq)

    def test_no_broker(self) -> None:
        self.broker.kill()
        for door in ("unix", "tcp"):
            with self.assertRaises(BrokerUnreachable) as refused:
                self.broker.client(door).status()
            self.assertIn("slm-mesh start", refused.exception.message)
            self.assertFalse(refused.exception.maybe_done)

    def test_a_hung_broker(self) -> None:
        client = SLMMeshClient(**self.broker.place("unix"), timeout=0.3)
        self.broker.signal(signal.SIGSTOP)
        with self.assertRaises(BrokerUnreachable) as refused:
            client.status()
        self.assertTrue(refused.exception.maybe_done)


class AnswerTest(unittest.TestCase):
    """Answers that no healthy broker gives."""

    def refused(self, status: int, body: bytes) -> SLMMeshError:
        with self.assertRaises(SLMMeshError) as refused:
            health().result(Answer(status, body))
        return refused.exception

    def test_a_full_disk(self) -> None:
        told = b'{"ok":false,"code":"storage_full","error":"the disk is full"}'
        self.assertIsInstance(self.refused(507, told), StorageFull)

    def test_a_failure_and_a_code_of_a_later_version(self) -> None:
        for code in ("internal", "moon_phase"):
            error = self.refused(500, b'{"ok":false,"code":"%s","error":"e"}' % code.encode())
            self.assertEqual((SLMMeshError, 500, code), (type(error), error.status_code, error.code))

    def test_what_is_not_json(self) -> None:
        self.assertEqual(502, self.refused(502, b"<html>").status_code)
        self.assertEqual(200, self.refused(200, b"[]").status_code)
        self.assertEqual(200, self.refused(200, b'{"status":"ok"}').status_code)
