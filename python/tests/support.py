"""A real broker of the image under test, on a data directory of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from slm_mesh import BrokerUnreachable, Mesh, SLMMeshClient
from slm_mesh.aio import AsyncMesh, Joining

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "python"
IMAGE = Path(os.environ.get("SLM_MESH_IMAGE", ROOT / "mesh-dist" / "target" / "slm-mesh"))
LAUNCHER = IMAGE / "bin" / "slm-mesh"

LEASE_SECONDS = 2.0
PATIENCE = 30.0
FAST = {
    "SLM_MESH_HEARTBEAT_MS": "300",
    "SLM_MESH_STALE_MS": "1000",
    "SLM_MESH_DEAD_MS": str(int(LEASE_SECONDS * 1000)),
    "SLM_MESH_GRACE_MS": "3000",
    "SLM_MESH_HTTP_RATE": "100000",
}

T = TypeVar("T")


def eventually(what: str, look: Callable[[], T | None], within: float = PATIENCE) -> T:
    """Looks until there is something; for what only another process can tell."""
    deadline = time.monotonic() + within
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"{what}: not within {within:g} s")
        time.sleep(0.01)


def await_wait(client: SLMMeshClient) -> None:
    """Waits until somebody waits for mail."""
    eventually("a wait", lambda: client.status().messages.waits == 1)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Broker:
    """A broker that can be killed and started again on the same directory."""

    def __init__(self, settings: dict[str, str] | None = None, data: Path | None = None) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="slm"))
        self.data = data or self.root / "data"
        self.work = self.root / "work"
        self.work.mkdir()
        (self.root / "home").mkdir()
        self.port = free_port()
        self.settings = {**FAST, **(settings or {})}
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        """What the processes of this mesh are started with."""
        passed = {n: os.environ[n] for n in ("PATH", "JAVA_HOME", "TMPDIR") if n in os.environ}
        return {
            **passed,
            **self.settings,
            "HOME": str(self.root / "home"),
            "LANG": "C.UTF-8",
            "SLM_MESH_AOT": "off",
            "SLM_MESH_DATA_DIR": str(self.data),
            "SLM_MESH_PORT": str(self.port),
            "PYTHONPATH": str(PYTHON / "src"),
            "PYTHONUNBUFFERED": "1",
        }

    def start(self) -> Broker:
        """Starts it and waits until its HTTP face answers, on the socket and on the port."""
        with open(self.root / "errors", "ab") as errors:
            self.process = subprocess.Popen(
                [LAUNCHER, "broker"],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
        eventually("a broker", self.answers)
        return self

    def answers(self) -> bool:
        """Whether both doors are open."""
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError((self.root / "errors").read_text())
        try:
            return all(self.client(door).health()["status"] == "ok" for door in DOORS)
        except BrokerUnreachable:
            return False

    def kill(self) -> None:
        """kill -9; returns when it has ended."""
        self.end(signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> None:
        """Ends it by a signal; returns when it has ended."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(number)
            self.process.wait(PATIENCE)
            self.process = None

    def signal(self, number: int) -> None:
        """Sends it a signal. SIGSTOP has stopped each of its threads when this returns: until the
        first of them has taken it, the others still work."""
        assert self.process is not None
        self.process.send_signal(number)
        if number == signal.SIGSTOP:
            eventually("threads that stand still", self._stands_still)

    def _stands_still(self) -> bool:
        assert self.process is not None
        threads = Path("/proc", str(self.process.pid), "task").glob("*/stat")
        return all(thread.read_text().rpartition(")")[2].split()[0] == "T" for thread in threads)

    def close(self) -> None:
        """Ends it and removes all it left."""
        self.end(signal.SIGKILL)
        shutil.rmtree(self.root, ignore_errors=True)

    def place(self, door: str) -> dict[str, Any]:
        """The arguments by which a client comes through one door and no other."""
        if door == "tcp":
            return {"port": self.port, "data_dir": self.data}
        return {"socket_path": self.data / "http.sock", "data_dir": self.data}

    def client(self, door: str = "unix") -> SLMMeshClient:
        """A client through one door."""
        return SLMMeshClient(**self.place(door))

    def join(self, name: str = "auto", door: str = "unix", **more: Any) -> Mesh:
        """A member that works in the work directory."""
        return Mesh.join(name, **{"project": self.work, **self.place(door), **more})

    def ajoin(self, name: str = "auto", door: str = "unix", **more: Any) -> Joining:
        """The same with asyncio."""
        return AsyncMesh.join(name, **{"project": self.work, **self.place(door), **more})

    def python(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        """A Python process of this mesh, whose output is read as text.

        It minds SIGINT, also where the tests run in the background of a shell that ignores it.
        """
        return subprocess.Popen(
            [sys.executable, *arguments],
            env={**self.environment(), **more.pop("env", {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.work,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            **more,
        )


DOORS = ("unix", "tcp")


class BrokerCase(unittest.TestCase):
    """Tests that share one broker, which none of them kills."""

    settings: dict[str, str] = {}
    broker: Broker

    @classmethod
    def setUpClass(cls) -> None:
        cls.broker = Broker(cls.settings).start()
        cls.addClassCleanup(cls.broker.close)


class OwnBrokerCase(unittest.TestCase):
    """Tests that each have a broker, to do with it what they want."""

    settings: dict[str, str] = {}

    def setUp(self) -> None:
        self.broker = Broker(self.settings).start()
        self.addCleanup(self.broker.close)


class Background:
    """Runs something in a thread; its result or exception is had by :meth:`result`."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._result: Any = None
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._result = self._work()
        except BaseException as failure:
            self._failure = failure

    @property
    def is_under_way(self) -> bool:
        """Whether it has not ended."""
        return self._thread.is_alive()

    def result(self, within: float = PATIENCE) -> Any:
        """What came of it."""
        self._thread.join(within)
        if self._thread.is_alive():
            raise AssertionError(f"not done within {within:g} s")
        if self._failure is not None:
            raise self._failure
        return self._result
