"""What holds for a member that uses asyncio, through both doors."""

from __future__ import annotations

import asyncio
import signal
import unittest
from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from typing import Any
from unittest import mock

from relay import Relay
from slm_mesh import (
    AsyncMesh,
    BrokerUnreachable,
    InvalidArgument,
    LockHeld,
    LockLost,
    MeshEvent,
    NameTaken,
    NotFound,
    RateLimited,
    SLMMeshError,
    TooLarge,
    parse_time,
)
from support import LEASE_SECONDS, PATIENCE, Broker

WAITING = b'"waitSeconds"'

STILL_FOLLOWING = """
import asyncio
from slm_mesh import AsyncMesh

async def main():
    async with AsyncMesh.join("follower") as mesh:
        events = mesh.events(["state_changed"], since=0, follow=True)
        print((await events.__anext__()).event_type)
    global kept
    kept = events

asyncio.run(main())
"""


async def aeventually(what: str, look: Callable[[], Awaitable[Any]]) -> Any:
    """Looks until there is something."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE
    while not (found := await look()):
        if loop.time() > deadline:
            raise AssertionError(f"{what}: not within {PATIENCE:g} s")
        await asyncio.sleep(0.01)
    return found


async def anext_of(events: AsyncIterator[MeshEvent]) -> MeshEvent:
    """The next event."""
    return await asyncio.wait_for(events.__anext__(), PATIENCE)


class Doors:
    """Holds what is the same through each door, so that it is not run by itself."""

    class AioTest(unittest.IsolatedAsyncioTestCase):
        door = ""
        broker: Broker
        numbers = count()

        @classmethod
        def setUpClass(cls) -> None:
            cls.broker = Broker().start()
            cls.addClassCleanup(cls.broker.close)

        async def asyncSetUp(self) -> None:
            self.owner = self.broker.client(self.door)

        async def join(self, name: str | None = None, **more: object) -> AsyncMesh:
            name = name or f"peer-{next(self.numbers)}"
            mesh = await self.broker.ajoin(name, self.door, **more)
            self.addAsyncCleanup(mesh.leave)
            return mesh

        async def relayed(self) -> tuple[AsyncMesh, Relay]:
            relay = Relay(self.broker, self.door)
            self.addCleanup(relay.close)
            return await self.join(**relay.place), relay

        async def passed(self, relay: Relay, text: bytes) -> None:
            await asyncio.to_thread(relay.await_passed, text)

        async def test_a_member_comes_does_and_goes(self) -> None:
            async with self.broker.ajoin(door=self.door) as ann:
                bob = await self.join(agent_type="robot")
                await bob.summary("helps")
                peer = next(peer for peer in await ann.peers() if peer.id == bob.id)
                self.assertEqual(("helps", "robot"), (peer.summary, peer.agent_type))
                me = (await ann.status()).me
                assert me is not None
                self.assertEqual((ann.id, ann.name, ann.project), (me.id, me.name, me.project_path))
            self.assertNotIn(ann.name, [peer.name for peer in await bob.peers()])
            with self.assertRaises(SLMMeshError) as refused:
                await ann.peers()
            self.assertEqual("left", refused.exception.code)

        async def test_names_are_taken(self) -> None:
            ann = await self.join()
            with self.assertRaises(NameTaken):
                await self.broker.ajoin(ann.name, self.door)
            second = await self.join(ann.name, take_over=True)
            with self.assertRaises(NameTaken):
                await ann.peers()
            self.assertEqual([], await second.inbox())

        async def test_signs_of_life_keep_the_membership(self) -> None:
            mesh = await self.join()
            me = (await mesh.status()).me
            assert me is not None
            begun = parse_time(me.started_at)

            async def outlived() -> bool:
                peers = await asyncio.to_thread(self.owner.peers)
                peer = next(peer for peer in peers if peer.id == mesh.id)
                lasted = parse_time(peer.last_heartbeat) - begun
                return lasted.total_seconds() > LEASE_SECONDS + 1

            await aeventually("a membership longer than its lease", outlived)

        async def test_messages(self) -> None:
            ann, bob = await self.join(), await self.join()
            self.assertIsNone(await bob.wait_message(0.3))
            waiting = asyncio.create_task(bob.wait_message(20, from_peer=ann.name))
            sent = await ann.send(bob.name, "hällo", "alert")
            message = await waiting
            assert message is not None
            self.assertEqual((sent, "hällo", "alert"), (message.id, message.payload, message.msg_type))
            await ann.send(bob.name, "two")
            self.assertEqual(1, len(await bob.inbox(peek=True)))
            self.assertEqual(["two"], [m.payload for m in await bob.inbox()])
            self.assertEqual(2, len(await bob.inbox("all")))
            self.assertEqual(2, len(await ann.sent(to=bob.name)))
            self.assertIn(sent, [m.id for m in await ann.sent()])
            self.assertGreaterEqual(len(await ann.broadcast("all of you", scope="directory")), 1)
            self.assertEqual("all of you", (await bob.inbox())[0].payload)

        async def test_refusals(self) -> None:
            ann, bob = await self.join(), await self.join()
            with self.assertRaises(NotFound):
                await ann.send("nobody-of-this-name", "x")
            with self.assertRaises(InvalidArgument):
                await ann.summary("x" * 2501)
            with self.assertRaises(TooLarge):
                await ann.send(bob.name, "x" * (3 << 20))
            with self.assertRaises(InvalidArgument):
                await ann.send(bob.name, "x" * (700 << 10))

        async def test_state(self) -> None:
            mesh, space = await self.join(), self.id()
            self.assertIsNone(await mesh.state_get("k", space))
            await mesh.state_set("k", "v", space)
            entry = await mesh.state_get("k", space)
            assert entry is not None
            self.assertEqual(("v", mesh.name, 1), (entry.value, entry.updated_by, entry.version))
            self.assertEqual([entry], await mesh.state_list(space))
            self.assertTrue(await mesh.state_delete("k", space))

        async def test_locks(self) -> None:
            ann, bob = await self.join(), await self.join()
            path = f"file-{next(self.numbers)}"
            async with ann.lock(path, reason="why") as lock:
                self.assertEqual([lock], await bob.locks(path))
                with self.assertRaises(LockHeld) as refused:
                    async with bob.lock(path, wait=0.3):
                        self.fail("two holders")
                self.assertEqual((ann.name, "why"), (refused.exception.holder, refused.exception.reason))
            with self.assertRaises(LockLost):
                async with ann.lock(path) as lock:
                    await asyncio.to_thread(self.owner.unlock, lock.file_path, ann.id)

        async def test_who_waits_gets_the_lock_when_it_is_free(self) -> None:
            ann, (bob, relay) = await self.join(), await self.relayed()
            async with ann.lock("waited-for") as first:
                waiting = asyncio.create_task(bob.lock("waited-for", wait=20).acquire())
                await self.passed(relay, WAITING)
                self.assertFalse(waiting.done())
            self.assertGreater((await waiting).fencing_token, first.fencing_token)

        async def test_tasks_of_one_member_exclude_each_other(self) -> None:
            mesh = await self.join()
            inside = 0

            async def work() -> None:
                nonlocal inside
                for _ in range(3):
                    async with mesh.lock("tasks", wait=30):
                        inside += 1
                        self.assertEqual(1, inside)
                        await mesh.status()
                        inside -= 1

            await asyncio.gather(*(work() for _ in range(3)))

        async def test_a_lock_is_renewed(self) -> None:
            with mock.patch("slm_mesh._locking.RENEW_AFTER", 0.01):
                mesh = await self.join()
                async with mesh.lock("long", ttl_minutes=1) as lock:

                    async def renewed() -> bool:
                        (now,) = await mesh.locks("long")
                        return parse_time(now.expires_at) > parse_time(lock.expires_at)

                    await aeventually("a later end", renewed)

        async def test_following(self) -> None:
            ann, bob = await self.join(), await self.join()
            before = [event async for event in ann.events(limit=1)][0].seq
            events = bob.events(["state_changed"], since=before, follow=True)
            for number in range(3):
                await ann.state_set(str(number), "x", self.id())
                # At once, not with the next sign of life of the stream.
                event = await asyncio.wait_for(events.__anext__(), 5)
                self.assertEqual(str(number), event.payload["key"])
            with self.assertRaises(InvalidArgument):
                await anext_of(bob.events(["tea_made"], follow=True))

        # ---- cancellation

        async def test_a_wait_that_is_cancelled_reads_nothing(self) -> None:
            ann, (bob, relay) = await self.join(), await self.relayed()
            waiting = asyncio.create_task(bob.wait_message(30))
            await self.passed(relay, WAITING)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
            await ann.send(bob.name, "still there")
            message = await bob.wait_message(10)
            assert message is not None
            self.assertEqual("still there", message.payload)

        async def test_a_message_whose_reading_is_cancelled_comes_again(self) -> None:
            for read in ("wait_message", "inbox"):
                ann, (bob, relay) = await self.join(), await self.relayed()
                await ann.send(bob.name, read)
                work = getattr(bob, read)()
                reading = asyncio.create_task(work)
                await self.passed(relay, b'{"limit": 1}')
                reading.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await reading

                async def again() -> bool:
                    message = await bob.wait_message(0.05)
                    return message is not None and message.payload == read

                await aeventually("the message", again)

        async def test_a_lock_that_is_granted_to_nobody_is_given_back(self) -> None:
            bob, relay = await self.relayed()
            path = f"cancelled-{next(self.numbers)}"
            locking = asyncio.create_task(bob.lock(path).acquire())
            await self.passed(relay, b'"action": "lock"')
            locking.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await locking

            async def given_back() -> bool:
                types = ["file_unlocked"]
                return any([e.payload["filePath"].endswith(path) async for e in bob.events(types)])

            await aeventually("the lock given back", given_back)

        async def test_a_wait_for_a_lock_that_is_cancelled_locks_nothing(self) -> None:
            ann, (bob, relay) = await self.join(), await self.relayed()
            async with ann.lock("given-up"):
                waiting = asyncio.create_task(bob.lock("given-up", wait=None).acquire())
                await self.passed(relay, WAITING)
                waiting.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await waiting
            async with ann.lock("given-up"):
                pass


class UnixAioTest(Doors.AioTest):
    door = "unix"


class TcpAioTest(Doors.AioTest):
    door = "tcp"


class AioRestartTest(unittest.IsolatedAsyncioTestCase):
    """Brokers that are killed."""

    def setUp(self) -> None:
        self.broker = Broker().start()
        self.addCleanup(self.broker.close)

    async def restart(self) -> None:
        await asyncio.to_thread(self.broker.kill)
        await asyncio.to_thread(self.broker.start)

    async def test_everything_goes_on(self) -> None:
        for door in ("unix", "tcp"):
            relay = Relay(self.broker, door)
            self.addCleanup(relay.close)
            async with self.broker.ajoin(f"ann-{door}", door) as ann:
                async with self.broker.ajoin(f"bob-{door}", door, **relay.place) as bob:
                    await self.go_on(ann, bob, relay)

    async def go_on(self, ann: AsyncMesh, bob: AsyncMesh, relay: Relay) -> None:
        ids = ann.id, bob.id
        before = [event async for event in ann.events(limit=1)][0].seq
        events = bob.events(["state_changed"], since=before, follow=True)
        await ann.state_set("before", "x")
        self.assertEqual("before", (await anext_of(events)).payload["key"])
        async with ann.lock("kept") as lock:
            locking = asyncio.create_task(bob.lock("kept", wait=60).acquire())
            await asyncio.to_thread(relay.await_passed, b'"file_unlocked"')
            relay.forget()
            waiting = asyncio.create_task(bob.wait_message(60))
            await asyncio.to_thread(relay.await_passed, WAITING)
            await self.restart()
            await ann.state_set("after", "x")
            await ann.send(bob.name, "after")
            message = await waiting
            assert message is not None
            self.assertEqual("after", message.payload)
            self.assertFalse(locking.done())
        self.assertGreater((await locking).fencing_token, lock.fencing_token)
        self.assertEqual("after", (await anext_of(events)).payload["key"])
        self.assertEqual(ids, (ann.id, bob.id))

    async def test_what_is_still_followed_ends_quietly_with_the_loop(self) -> None:
        async with self.broker.ajoin("ann") as mesh:
            await mesh.state_set("a", "x")
            process = self.broker.python("-c", STILL_FOLLOWING)
            out, err = await asyncio.to_thread(process.communicate, timeout=PATIENCE)
            self.assertEqual(("state_changed\n", "", 0), (out, err, process.returncode))

    async def test_it_does_not_come_back(self) -> None:
        async with self.broker.ajoin("ann") as mesh:
            await asyncio.to_thread(self.broker.kill)
            with mock.patch("slm_mesh._member.PATIENCE", 0.3):
                with self.assertRaises(BrokerUnreachable):
                    await mesh.peers()
                with self.assertRaises(BrokerUnreachable):
                    await anext_of(mesh.events(follow=True))

    async def test_it_hangs(self) -> None:
        async with self.broker.ajoin("ann", timeout=0.5) as mesh:
            self.broker.signal(signal.SIGSTOP)
            with self.assertRaises(BrokerUnreachable) as refused:
                await mesh.send("bob", "x")
            self.assertTrue(refused.exception.maybe_done)
            self.assertIsNone(await mesh.wait_message(0.1))
            self.broker.signal(signal.SIGCONT)
            await mesh.summary("it goes on")


class AioLimitTest(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        self.broker = Broker({"SLM_MESH_HTTP_RATE": "5"}).start()
        self.addCleanup(self.broker.close)

    async def test_too_many_calls(self) -> None:
        async with self.broker.ajoin("busy") as mesh:
            with self.assertRaises(RateLimited) as refused:
                while True:
                    await mesh.summary("busy")
            self.assertGreaterEqual(refused.exception.retry_after, 1)
            async with mesh.lock("free", wait=20):
                pass
