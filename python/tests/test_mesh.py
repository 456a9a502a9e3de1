"""What holds for a member of the mesh, through both doors."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import threading
import time
import unittest
import warnings
from itertools import count
from pathlib import Path
from unittest import mock

from slm_mesh import (
    BrokerUnreachable,
    EventsCompacted,
    InvalidArgument,
    LockHeld,
    LockLost,
    Mesh,
    NameTaken,
    NotFound,
    RateLimited,
    SLMMeshError,
    parse_time,
)
from support import LEASE_SECONDS, Background, BrokerCase, OwnBrokerCase, await_wait, eventually

MEMBER = str(Path(__file__).with_name("member.py"))


class Doors:
    """Holds what is the same through each door, so that it is not run by itself."""

    class MeshTest(BrokerCase):
        door = ""
        numbers = count()

        def setUp(self) -> None:
            self.owner = self.broker.client(self.door)

        def new_name(self) -> str:
            return f"peer-{next(self.numbers)}"

        def join(self, name: str | None = None, **more: object) -> Mesh:
            mesh = self.broker.join(name or self.new_name(), self.door, **more)
            self.addCleanup(mesh.leave)
            return mesh

        def process(self, name: str, *options: str) -> subprocess.Popen[str]:
            process = self.broker.python(MEMBER, name, *options)
            self.addCleanup(self.end, process)
            return process

        @staticmethod
        def end(process: subprocess.Popen[str]) -> None:
            process.kill()
            process.communicate()

        @staticmethod
        def said(process: subprocess.Popen[str]) -> str:
            assert process.stdout is not None
            return process.stdout.readline().strip()

        @staticmethod
        def tell(process: subprocess.Popen[str], line: str) -> None:
            print(line, file=process.stdin, flush=True)

        # ---- membership

        def test_a_member_knows_itself_and_sees_others(self) -> None:
            ann, bob = self.join(), self.join(agent_type="robot")
            ann.summary("builds")
            self.assertEqual(str(self.broker.work), ann.project)
            me = ann.status().me
            assert me is not None
            self.assertEqual((ann.id, ann.name, os.getpid()), (me.id, me.name, me.pid))
            seen = {peer.id: peer for peer in bob.peers()}
            self.assertEqual("builds", seen[ann.id].summary)
            self.assertNotIn(bob.id, seen)
            self.assertEqual("robot", {peer.id: peer for peer in ann.peers("directory")}[bob.id].agent_type)

        def test_a_name_is_made_up(self) -> None:
            with self.broker.join(door=self.door) as mesh:
                self.assertNotIn(mesh.name, ("", "auto"))

        def test_the_end_of_the_block_is_the_end_of_the_membership(self) -> None:
            with self.broker.join(self.new_name(), self.door) as mesh:
                gone = mesh.id
                lock = mesh.lock("left-behind")
                lock.acquire()
            self.assertNotIn(gone, [peer.id for peer in self.owner.peers()])
            self.assertEqual([], self.owner.locks(str(self.broker.work / "left-behind")))
            with self.assertRaises(SLMMeshError) as refused:
                mesh.send("anybody", "x")
            self.assertEqual("left", refused.exception.code)

        def test_who_comes_back_is_the_same_and_has_its_mail(self) -> None:
            name = self.new_name()
            with self.broker.join(name, self.door) as first:
                first_id = first.id
            ann = self.join()
            ann.send(name, "while you were away")
            again = self.join(name)
            self.assertEqual(first_id, again.id)
            self.assertEqual("while you were away", again.inbox()[0].payload)

        def test_signs_of_life_keep_the_membership(self) -> None:
            with self.broker.join(self.new_name(), self.door) as mesh:
                me = mesh.status().me
                assert me is not None
                begun = parse_time(me.started_at)

                def outlived() -> bool:
                    peer = next(p for p in self.owner.peers() if p.id == mesh.id)
                    lasted = parse_time(peer.last_heartbeat) - begun
                    return lasted.total_seconds() > LEASE_SECONDS + 1

                eventually("a membership longer than its lease", outlived)
                types, since = ["peer_left"], int(self.owner.events(limit=1)[0].seq) - 1
                left = [e for e in self.owner.events(types, since) if e.payload["peerId"] == mesh.id]
                self.assertEqual([], left)

        def test_without_signs_of_life_it_ends(self) -> None:
            me = self.owner.register(1, "/tmp", name=self.new_name())["peerId"]
            self.owner.lock("/tmp/of-a-silent-one", me)
            eventually("a free lock", lambda: not self.owner.locks("/tmp/of-a-silent-one"))

        def test_a_living_process_keeps_its_name(self) -> None:
            name = self.new_name()
            first = self.process(name)
            word, first_id = self.said(first).split()
            self.assertEqual("joined", word)
            with self.assertRaises(NameTaken) as refused:
                self.broker.join(name, self.door)
            self.assertIn(str(first.pid), refused.exception.message)
            second = self.join(name, take_over=True)
            self.assertEqual(first_id, second.id)
            self.tell(first, "peers")
            self.assertTrue(self.said(first).startswith("NameTaken"))
            second.summary("still here")

        def test_a_dead_process_leaves_its_name(self) -> None:
            name = self.new_name()
            first = self.process(name)
            first_id = self.said(first).split()[1]
            first.kill()
            first.wait()
            self.assertEqual(first_id, self.join(name).id)

        def test_a_process_is_an_agent_once(self) -> None:
            name = self.new_name()
            first = self.join(name)
            with self.assertRaises(NameTaken):
                self.broker.join(name.upper(), self.door)
            second = self.join(name, take_over=True)
            with self.assertRaises(NameTaken):
                first.peers()
            second.leave()
            self.assertEqual(name, self.join(name).name)

        def test_an_unregistered_member_registers_again(self) -> None:
            mesh = self.join()
            before = mesh.id
            self.owner.unregister(before)
            mesh.summary("back")
            self.assertEqual(before, mesh.id)
            self.assertIn(before, [peer.id for peer in self.owner.peers()])

        def test_a_bad_name_is_refused(self) -> None:
            for name in ("all", "with space", "-first"):
                with self.assertRaises(InvalidArgument):
                    self.broker.join(name, self.door)

        # ---- messages

        def test_messages_go_both_ways(self) -> None:
            ann, bob = self.join(), self.join()
            sent = ann.send(bob.name, "question", type="command")
            question = bob.wait_message(10)
            assert question is not None
            self.assertEqual((sent, "command"), (question.id, question.msg_type))
            bob.send(question.from_peer, "answer")
            answer = ann.wait_message(10, from_peer=bob.name)
            assert answer is not None
            self.assertEqual(("answer", bob.name), (answer.payload, answer.from_name))
            eventually("read", lambda: ann.sent()[-1].read_at)
            self.assertEqual([], ann.inbox())
            self.assertEqual(["answer"], [message.payload for message in ann.inbox("all")])
            self.assertEqual([question.id], [message.id for message in ann.sent(to=bob.name)])

        def test_a_broadcast_reaches_the_scope(self) -> None:
            ann, bob = self.join(), self.join()
            away = self.join(project="/")
            self.assertIn(len(ann.broadcast("here", scope="directory")), range(1, 20))
            self.assertEqual("here", bob.inbox()[0].payload)
            self.assertEqual([], away.inbox())

        def test_nothing_comes(self) -> None:
            mesh = self.join()
            for timeout in (0, 0.2, 1.2):
                begun = time.monotonic()
                self.assertIsNone(mesh.wait_message(timeout))
                self.assertGreaterEqual(time.monotonic() - begun, timeout)

        def test_a_wait_ends_with_the_message_it_waits_for(self) -> None:
            ann, bob, carl = self.join(), self.join(), self.join()
            waiting = Background(lambda: bob.wait_message(20, from_peer=ann.name))
            await_wait(self.owner)
            carl.send(bob.name, "not this")
            ann.send(bob.name, "this")
            self.assertEqual("this", waiting.result().payload)
            self.assertIn("not this", [message.payload for message in bob.inbox()])

        def test_a_wait_ends_when_its_member_leaves(self) -> None:
            ann, bob = self.join(), self.join()
            waiting = Background(lambda: bob.wait_message(None, from_peer=bob.name))
            await_wait(self.owner)
            bob.leave()
            with self.assertRaises(SLMMeshError) as refused:
                waiting.result()
            self.assertEqual("left", refused.exception.code)

        def test_peeking_reads_nothing(self) -> None:
            ann, bob = self.join(), self.join()
            ann.send(bob.name, "one")
            self.assertEqual(1, len(bob.inbox(peek=True)))
            self.assertEqual(1, len(bob.inbox(from_peer=ann.name)))
            with self.assertRaises(NotFound):
                ann.send("nobody-of-this-name", "x")

        # ---- state

        def test_state_is_a_mapping(self) -> None:
            ann = self.join(project=self.broker.work / self.door)
            bob = self.join(project=self.broker.work / self.door)
            ann.state["color"] = "green"
            self.assertEqual("green", bob.state["color"])
            self.assertEqual({"color": "green"}, dict(bob.state))
            self.assertIn("color", bob.state)
            self.assertEqual(1, len(bob.state))
            entry = bob.state_get("color")
            assert entry is not None
            self.assertEqual((ann.name, 1), (entry.updated_by, entry.version))
            del bob.state["color"]
            self.assertNotIn("color", ann.state)
            with self.assertRaises(KeyError):
                ann.state["color"]
            with self.assertRaises(KeyError):
                del ann.state["color"]

        def test_state_has_namespaces(self) -> None:
            mesh = self.join()
            space = mesh.state_of(self.id())
            space.update({"a": "1", "b": "2"})
            self.assertEqual(["a", "b"], [entry.key for entry in mesh.state_list(self.id())])
            self.assertEqual(2, mesh.state_set("a", "3", self.id()).version)
            self.assertTrue(mesh.state_delete("a", self.id()))
            self.assertFalse(mesh.state_delete("a", self.id()))

        # ---- locks

        def test_a_lock_is_held_for_its_block(self) -> None:
            ann, bob = self.join(), self.join()
            with ann.lock("src/a.py", reason="format") as lock:
                self.assertEqual(str(self.broker.work / "src/a.py"), lock.file_path)
                self.assertEqual([lock], bob.locks("src/../src/a.py"))
                with self.assertRaises(LockHeld) as refused:
                    with bob.lock("src/a.py"):
                        self.fail("two holders")
                self.assertEqual((ann.name, "format"), (refused.exception.holder, refused.exception.reason))
            self.assertEqual([], ann.locks("src/a.py"))

        def test_a_failing_block_gives_its_lock_back(self) -> None:
            mesh = self.join()
            with self.assertRaises(ZeroDivisionError):
                with mesh.lock("f"):
                    1 / 0
            self.assertEqual([], mesh.locks("f"))

        def test_who_waits_gets_the_lock_when_it_is_free(self) -> None:
            ann, bob = self.join(), self.join()
            path = self.new_name()
            lock = ann.lock(path)
            first = lock.acquire()
            waiting = Background(bob.lock(path, wait=20).acquire)
            self.await_lock_wait(bob)
            lock.release()
            second = waiting.result()
            self.assertEqual(bob.name, second.locked_by)
            self.assertGreater(second.fencing_token, first.fencing_token)

        def await_lock_wait(self, mesh: Mesh) -> None:
            """Waits until a call of the member is kept back by the broker."""
            connections = mesh._wire._open

            def kept_back() -> bool:
                return any(c.sock and (c.sock.gettimeout() or 0) > 6 for c in list(connections))

            eventually("waiting for a lock", kept_back)

        def test_the_ends_of_other_locks_do_not_end_the_wait(self) -> None:
            ann, bob = self.join(), self.join()
            path = self.new_name()
            with ann.lock(path):
                waiting = Background(bob.lock(path, wait=20).acquire)
                self.await_lock_wait(bob)
                for _ in range(3):
                    with ann.lock("another"):
                        pass
                self.assertTrue(waiting.is_under_way)
            self.assertEqual(bob.name, waiting.result().locked_by)

        def test_a_wait_is_no_longer_than_asked(self) -> None:
            ann, bob = self.join(), self.join()
            with ann.lock("busy"):
                begun = time.monotonic()
                with self.assertRaises(LockHeld):
                    bob.lock("busy", wait=1.3).acquire()
                self.assertGreaterEqual(time.monotonic() - begun, 1.3)
                self.assertLess(time.monotonic() - begun, 6)

        def test_a_crashed_holders_lock_is_free_after_its_lease(self) -> None:
            holder = self.process(self.new_name())
            self.said(holder)
            self.tell(holder, "lock crash 0")
            self.assertTrue(self.said(holder).startswith("locked"))
            mesh = self.join()
            waiting = Background(mesh.lock("crash", wait=30).acquire)
            self.await_lock_wait(mesh)
            killed = time.monotonic()
            holder.kill()
            self.assertEqual(mesh.name, waiting.result().locked_by)
            self.assertLess(time.monotonic() - killed, LEASE_SECONDS + 3)

        def test_threads_of_one_member_exclude_each_other(self) -> None:
            mesh = self.join()
            inside = threading.Semaphore(1)
            turns: list[int] = []

            def work(number: int) -> None:
                for _ in range(4):
                    with mesh.lock("threads", wait=30):
                        self.assertTrue(inside.acquire(blocking=False), "two inside")
                        mesh.status()
                        turns.append(number)
                        inside.release()

            for each in [Background(lambda n=n: work(n)) for n in range(3)]:  # type: ignore[misc]
                each.result()
            self.assertEqual(12, len(turns))
            with mesh.lock("threads"):
                with self.assertRaises(LockHeld) as refused:
                    mesh.lock("./threads").acquire()
                self.assertEqual(mesh.name, refused.exception.holder)

        def test_a_lock_is_renewed_while_it_is_held(self) -> None:
            with mock.patch("slm_mesh._locking.RENEW_AFTER", 0.01):
                mesh = self.join()
                with mesh.lock("long", reason="long work", ttl_minutes=1) as lock:

                    def renewed() -> bool:
                        (now,) = self.owner.locks(lock.file_path)
                        self.assertEqual(lock.fencing_token, now.fencing_token)
                        self.assertEqual("long work", now.reason)
                        return parse_time(now.expires_at) > parse_time(lock.expires_at)

                    eventually("a later end", renewed)

        def test_a_lost_lock_is_told(self) -> None:
            ann, bob = self.join(), self.join()
            with self.assertRaises(LockLost) as lost:
                with ann.lock("lost") as lock:
                    self.owner.unlock(lock.file_path, ann.id)
                    bob.lock("lost").acquire()
            self.assertIn(bob.name, lost.exception.message)
            self.assertEqual(lock.fencing_token, lost.exception.fencing_token)
            with self.assertRaises(LockLost):
                with ann.lock("ended") as lock:
                    self.owner.unlock(lock.file_path, ann.id)
            with self.assertRaises(ZeroDivisionError):
                with ann.lock("both") as lock:
                    self.owner.unlock(lock.file_path, ann.id)
                    1 / 0

        def test_a_renewal_that_comes_too_late_takes_nothing(self) -> None:
            with mock.patch("slm_mesh._locking.RENEW_AFTER", 0.01):
                mesh = self.join()
                with self.assertRaises(LockLost):
                    with mesh.lock("late", ttl_minutes=1) as lock:
                        self.owner.unlock(lock.file_path, mesh.id)
                        before = self.owner.events(limit=1)[0].seq
                        # It locks anew, sees that this is another lock, and gives it back.
                        eventually(
                            "given back",
                            lambda: self.owner.events(["file_unlocked"], before),
                        )
                self.assertEqual([], self.owner.locks(lock.file_path))

        def test_a_lock_that_is_never_entered_warns(self) -> None:
            mesh = self.join()
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                mesh.lock("forgotten")
                gc.collect()
            self.assertIn("locks nothing", str(caught[-1].message))

        # ---- events

        def test_events_that_are_there(self) -> None:
            mesh = self.join()
            before = next(mesh.events(limit=1)).seq
            mesh.state["e"] = self.id()
            mesh.state["f"] = self.id()
            keys = [e.payload["key"] for e in mesh.events(["state_changed"], since=before)]
            self.assertEqual(["e", "f"], keys)

        def test_following_gives_each_event_once(self) -> None:
            ann, bob = self.join(), self.join()
            before = next(ann.events(limit=1)).seq
            ann.state["0"] = "before it begins"
            events = bob.events(["state_changed"], since=before, follow=True)
            keys = [next(events).payload["key"]]
            for number in range(1, 5):
                ann.state[str(number)] = "x"
                ann.summary("of another type")
                keys.append(next(events).payload["key"])
            self.assertEqual(["0", "1", "2", "3", "4"], keys)

        def test_following_begins_now_and_ends_with_the_membership(self) -> None:
            ann, bob = self.join(), self.join()
            seen: list[str] = []
            ready = threading.Event()

            def follow() -> None:
                for event in bob.events(["state_changed"], follow=True):
                    seen.append(event.payload["key"])
                    ready.set()

            following = Background(follow)
            numbers = count()

            def heard() -> bool:
                ann.state[f"now-{next(numbers)}"] = "x"
                return ready.is_set()

            eventually("following", heard)
            bob.leave()
            following.result()
            self.assertTrue(all(key.startswith("now-") for key in seen), seen)

        def test_following_refuses_what_it_does_not_know(self) -> None:
            with self.assertRaises(InvalidArgument):
                next(self.join().events(["tea_made"], follow=True))


class UnixMeshTest(Doors.MeshTest):
    door = "unix"


class TcpMeshTest(Doors.MeshTest):
    door = "tcp"


class LimitTest(OwnBrokerCase):
    settings = {"SLM_MESH_HTTP_RATE": "10"}

    def test_who_waits_is_patient_with_the_rate(self) -> None:
        with self.broker.join("ann") as ann, self.broker.join("bob") as bob:
            ann.lock("busy").acquire()
            with self.assertRaises(RateLimited):
                while True:
                    bob.summary("as fast as I can")
            with self.assertRaises(RateLimited):
                bob.lock("busy").acquire()
            waiting = Background(bob.lock("free", wait=20).acquire)
            self.assertEqual("bob", waiting.result().locked_by)


class CompactedTest(OwnBrokerCase):
    def test_following_tells_that_events_are_gone(self) -> None:
        client = self.broker.client()
        for name in ("one", "two", "three"):
            client.register(1, "/tmp", name=name)
        self.broker.end()
        database = sqlite3.connect(self.broker.data / "mesh.db")
        with database:
            database.execute("DELETE FROM events WHERE seq < 3")
        database.close()
        self.broker.start()
        with self.broker.join("ann") as mesh:
            for follow in (True, False):
                with self.assertRaises(EventsCompacted) as refused:
                    next(mesh.events(since=0, follow=follow))
                self.assertEqual(3, refused.exception.compacted_before)
            resumed = mesh.events(since=refused.exception.compacted_before - 1, follow=True)
            self.assertEqual(3, next(resumed).seq)


class NoBrokerTest(unittest.TestCase):
    def test_nobody_there_and_nobody_to_start_it(self) -> None:
        with mock.patch.dict(os.environ, {"PATH": "/nonexistent"}):
            with self.assertRaises(BrokerUnreachable) as refused:
                Mesh.join("ann", data_dir="/nonexistent/mesh")
        self.assertIn("slm-mesh start", refused.exception.message)
        self.assertIn("PATH", refused.exception.message)
