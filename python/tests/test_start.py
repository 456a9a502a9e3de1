"""A member starts the broker it needs."""

from __future__ import annotations

import os
import signal
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from slm_mesh import BrokerUnreachable, Mesh, SLMMeshClient
from support import LAUNCHER, eventually


class StartTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory(prefix="slm", ignore_cleanup_errors=True)
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name).resolve()
        self.data = self.root / "data"
        self.bin = self.root / "bin"
        self.bin.mkdir()
        (self.root / "home").mkdir()
        settings = {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(self.root / "home"),
            "SLM_MESH_DATA_DIR": str(self.data),
            "SLM_MESH_PORT": "0",
            "SLM_MESH_AOT": "off",
            "SECRET_OF_THE_SESSION": "not for the broker",
        }
        patch = mock.patch.dict(os.environ, settings)
        patch.start()
        self.addCleanup(patch.stop)
        self.addCleanup(self.end_broker)

    def launcher(self, *lines: str) -> None:
        """Puts a program called slm-mesh on the path."""
        file = self.bin / "slm-mesh"
        file.write_text("\n".join(("#!/bin/sh", f'echo "$@" >>{self.root}/words', *lines, "")))
        file.chmod(0o755)

    def words(self) -> list[str]:
        return (self.root / "words").read_text().splitlines()

    def broker(self) -> int:
        return SLMMeshClient().status().pid

    def end_broker(self) -> None:
        try:
            pid = self.broker()
        except BrokerUnreachable:
            return
        os.kill(pid, signal.SIGKILL)
        eventually("the end of the broker", lambda: not alive(pid))

    def test_the_installed_program_starts_one(self) -> None:
        (self.bin / "slm-mesh").symlink_to(LAUNCHER)
        with Mesh.join("ann") as ann, Mesh.join("bob") as bob:
            self.assertEqual(["bob"], [peer.name for peer in ann.peers()])
            broker = self.broker()
            self.assert_cut_off(broker)
            os.kill(broker, signal.SIGKILL)
            eventually("a new broker", lambda: ann.status().pid != broker)
            bob.send("ann", "over a new broker")
            message = ann.wait_message(20)
            assert message is not None
            self.assertEqual("over a new broker", message.payload)

    def assert_cut_off(self, broker: int) -> None:
        """It has a session of its own, nothing of our stdio, no secret of ours."""
        self.assertNotEqual(os.getsid(0), os.getsid(broker))
        for number in range(3):
            ours, its = (os.readlink(f"/proc/{pid}/fd/{number}") for pid in (os.getpid(), broker))
            self.assertNotEqual(its, ours if ours != "/dev/null" else "")
        environment = Path(f"/proc/{broker}/environ").read_text()
        self.assertNotIn("SECRET_OF_THE_SESSION", environment)
        self.assertEqual("/", os.readlink(f"/proc/{broker}/cwd"))

    def test_a_program_with_the_word_start_is_asked_once(self) -> None:
        self.launcher(
            f'(exec setsid "{LAUNCHER}" broker >/dev/null 2>&1 </dev/null &)',
            f"until [ -S {self.data}/http.sock ]; do sleep 0.1; done",
        )
        with Mesh.join("ann"):
            self.assertEqual(["start"], self.words())

    def test_a_program_without_that_word_runs_its_broker(self) -> None:
        self.launcher('[ "$1" = start ] && exit 2', f'exec "{LAUNCHER}" "$@"')
        with Mesh.join("ann"):
            self.assertEqual(["start", "broker"], self.words())

    def test_why_it_did_not_start_is_told(self) -> None:
        self.launcher("echo noise >&2", "echo 'slm-mesh: no JDK 25 found; install one' >&2", "exit 78")
        with self.assertRaises(BrokerUnreachable) as refused:
            Mesh.join("ann")
        self.assertTrue(refused.exception.message.endswith("started: no JDK 25 found; install one"))

    def test_a_program_that_cannot_run(self) -> None:
        (self.bin / "slm-mesh").write_text("no program at all")
        (self.bin / "slm-mesh").chmod(0o755)
        with self.assertRaises(BrokerUnreachable) as refused:
            Mesh.join("ann")
        self.assertIn("could be started", refused.exception.message)

    def test_it_is_not_started_when_that_is_not_wanted(self) -> None:
        self.launcher("exit 0")
        with self.assertRaises(BrokerUnreachable):
            Mesh.join("ann", start_broker=False)
        self.assertFalse((self.root / "words").exists())


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
