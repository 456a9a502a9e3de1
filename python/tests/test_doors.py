"""Which door is taken, and that nothing is said through a wrong one."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from slm_mesh import AsyncMesh, BrokerUnreachable, InvalidArgument, Mesh, SLMMeshClient
from slm_mesh._door import http_socket, locate
from support import Broker, free_port

SECRET = "5ec2e7" * 10 + "abcd"
STRANGER = "65534"
AS_BROKER = '{"ok":true,"status":"ok","product":"slm-mesh","version":"0.1.0"}'


class DirectoryTest(unittest.TestCase):
    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory(prefix="slm")
        self.addCleanup(scratch.cleanup)
        self.root = Path(scratch.name).resolve()

    def refusal(self, data: Path) -> str:
        with self.assertRaises(BrokerUnreachable) as refused:
            SLMMeshClient(data_dir=data).health()
        return refused.exception.message

    def test_it_is_found_as_the_broker_finds_it(self) -> None:
        self.assertEqual("/h/.slm-mesh", locate(None, {"HOME": "/h"}))
        self.assertEqual("/x/z", locate(None, {"HOME": "/h", "SLM_MESH_DATA_DIR": "/x/y/../z/"}))
        self.assertEqual("/h/m", locate(None, {"HOME": "/h", "SLM_MESH_DATA_DIR": "~/m"}))
        self.assertEqual("/given", locate("/given", {"SLM_MESH_DATA_DIR": "/x"}))
        self.assertEqual("/a/b", locate("//a//b", {}))

    def test_a_long_path_needs_a_runtime_directory(self) -> None:
        home = "/" + "d" * 95
        with self.assertRaises(BrokerUnreachable) as refused:
            http_socket(home, {})
        self.assertIn("SLM_MESH_DATA_DIR", refused.exception.message)
        self.assertEqual("/" + "d" * 90 + "/http.sock", http_socket("/" + "d" * 90, {}))

    def test_a_broker_of_a_long_path_is_found_where_it_is(self) -> None:
        runtime = self.root / "run"
        runtime.mkdir(0o700)
        broker = Broker({"XDG_RUNTIME_DIR": str(runtime)}, self.root / ("d" * 110))
        self.addCleanup(broker.close)
        broker.place = lambda door: {"port": broker.port, "data_dir": broker.data}  # type: ignore
        broker.start()
        (broker.data / "port").unlink()
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        self.addCleanup(os.environ.pop, "XDG_RUNTIME_DIR")
        self.assertEqual("ok", SLMMeshClient(data_dir=broker.data).status().status)

    def test_a_directory_open_to_others_is_refused(self) -> None:
        data = self.root / "open"
        data.mkdir(0o755)
        self.assertIn(f"chmod 700 '{data}'", self.refusal(data))

    def test_a_link_is_refused(self) -> None:
        (self.root / "real").mkdir(0o700)
        (self.root / "link").symlink_to(self.root / "real")
        self.assertIn("not a directory", self.refusal(self.root / "link"))

    def test_a_missing_directory_is_a_missing_broker(self) -> None:
        self.assertIn("slm-mesh start", self.refusal(self.root / "missing"))

    def test_what_is_no_socket_is_refused(self) -> None:
        data = self.root / "data"
        data.mkdir(0o700)
        (data / "http.sock").write_text("")
        self.assertIn("not a socket of ours", self.refusal(data))

    def test_the_mesh_is_local(self) -> None:
        for host in ("0.0.0.0", "192.0.2.1", "evil.test", "::1"):
            with self.assertRaises(InvalidArgument):
                SLMMeshClient(host, 7899)


class TokenTest(unittest.TestCase):
    """A token that others could have read is not used; what is no file of ours is not read."""

    def setUp(self) -> None:
        self.broker = Broker().start()
        self.addCleanup(self.broker.close)
        self.token = self.broker.data / "broker.token"

    def refused(self, how: str) -> None:
        with self.assertRaises(BrokerUnreachable) as refused:
            self.broker.client("tcp").status()
        self.assertIn(how, refused.exception.message)

    def test_a_token_that_others_can_read(self) -> None:
        self.token.chmod(0o644)
        self.refused("chmod 600")

    def test_a_token_behind_a_link(self) -> None:
        self.token.rename(self.broker.data / "elsewhere")
        self.token.symlink_to(self.broker.data / "elsewhere")
        self.refused("cannot be read")

    def test_no_token(self) -> None:
        self.token.unlink()
        self.refused("cannot be read")




class SquatterTest(unittest.TestCase):
    """A foreign process on the broker's socket or port hears nothing that is ours."""

    def setUp(self) -> None:
        scratch = tempfile.TemporaryDirectory(prefix="slm")
        self.addCleanup(scratch.cleanup)
        self.data = Path(scratch.name).resolve()
        self.data.chmod(0o700)
        self.write("broker.token", SECRET)

    def write(self, name: str, text: str) -> None:
        (self.data / name).write_text(text)
        (self.data / name).chmod(0o600)

    def squat(self, kind: str, place: str, user: str, answer: str) -> subprocess.Popen[str]:
        script = str(Path(__file__).with_name("squatter.py"))
        squatter = subprocess.Popen(
            [sys.executable, script, kind, place, user, answer], stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(self.end, squatter)
        assert squatter.stdout is not None
        self.assertEqual("listening", squatter.stdout.readline().strip())
        return squatter

    @staticmethod
    def end(squatter: subprocess.Popen[str]) -> None:
        squatter.kill()
        squatter.wait()
        assert squatter.stdout is not None
        squatter.stdout.close()

    def heard(self, squatter: subprocess.Popen[str], connections: int) -> str:
        assert squatter.stdout is not None
        return "".join(squatter.stdout.readline() for _ in range(connections))

    def try_all(self, **place: object) -> list[str]:
        """Every kind of client comes to the wrong place; returns what each was told."""
        where = {"data_dir": self.data, **place}
        join = {"name": "secretly", "project": self.data, "start_broker": False, **where}

        async def ajoin() -> None:
            async with AsyncMesh.join(**join):  # type: ignore[arg-type]
                pass

        told = []
        for use in (
            lambda: SLMMeshClient(**where).send("me", "you", "secret words"),  # type: ignore[arg-type]
            lambda: Mesh.join(**join),  # type: ignore[arg-type]
            lambda: asyncio.run(ajoin()),
        ):
            with self.assertRaises(BrokerUnreachable) as refused:
                use()
            told.append(refused.exception.message)
        return told

    def assert_no_secret(self, heard: str) -> None:
        for secret in (SECRET, "secret", "Authorization", "register", str(self.data)):
            self.assertNotIn(secret, heard)

    def test_another_product_on_the_port(self) -> None:
        port = free_port()
        squatter = self.squat("tcp", str(port), "same", '{"status":"ok"}')
        for told in self.try_all(port=port):
            self.assertIn("is not slm-mesh", told)
        heard = self.heard(squatter, 3)
        self.assertEqual(3, heard.count("GET /health"))
        self.assert_no_secret(heard)

    def test_another_product_where_a_broker_was(self) -> None:
        port = free_port()
        self.write("port", str(port))
        squatter = self.squat("tcp", str(port), "same", "hello")
        for told in self.try_all():
            self.assertIn("no broker runs", told)
        self.assert_no_secret(self.heard(squatter, 3))

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to be two users")
    def test_another_user_on_the_port_who_says_it_is_a_broker(self) -> None:
        port = free_port()
        squatter = self.squat("tcp", str(port), STRANGER, AS_BROKER)
        for told in self.try_all(port=port):
            self.assertIn("another user listens", told)
        self.assertEqual("", self.heard_until_our_own(squatter, port))

    @unittest.skipUnless(os.geteuid() == 0, "needs root, to be two users")
    def test_another_user_on_the_socket(self) -> None:
        with tempfile.TemporaryDirectory(prefix="slm") as common:
            os.chmod(common, 0o777)
            path = os.path.join(common, "s.sock")
            squatter = self.squat("unix", path, STRANGER, AS_BROKER)
            for told in self.try_all(socket_path=path):
                self.assertIn("not a socket of ours", told)
            os.chown(path, 0, 0)  # as if it had got its socket into our directory
            for told in self.try_all(socket_path=path):
                self.assertIn("another user listens", told)
            self.assertEqual("b''\n" * 3, self.heard(squatter, 3))

    def heard_until_our_own(self, squatter: subprocess.Popen[str], port: int) -> str:
        """All the squatter heard before a connection that this test makes now."""
        with socket.create_connection(("127.0.0.1", port)) as own:
            own.sendall(b"our own")
        heard = ""
        assert squatter.stdout is not None
        while "our own" not in (line := squatter.stdout.readline()):
            heard += line
        return heard


