"""Where the broker is, and whether it is ours.

Mirrors the broker's own rule for its data directory. Nothing is said through a door, and no token
is read, before the door was checked: the Unix socket by the owner of its file and by the user the
kernel names at its other end; the TCP port by the user that listens there and by ``GET /health``.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .errors import BrokerUnreachable, InvalidArgument

VARIABLE = "SLM_MESH_DATA_DIR"
PRODUCT = "slm-mesh"
LOOPBACK = ("127.0.0.1", "localhost")

_MAX_SOCKET_PATH = 103
_OTHERS = 0o077
_LONGEST_FILE = 4096
_LISTEN = "0A"


class Refused(BrokerUnreachable):
    """What is there must not be used; waiting for it does not help."""


def locate(data_dir: str | None, environ: Mapping[str, str]) -> str:
    """The data directory: as given, else by the environment, else ``~/.slm-mesh``."""
    user = environ.get("HOME") or os.path.expanduser("~")
    named = data_dir or environ.get(VARIABLE, "")
    if not named:
        return _normal(os.path.join(user, ".slm-mesh"))
    return _normal(user + named[1:] if named.startswith("~/") else named)


def _normal(path: str) -> str:
    absolute = os.path.normpath(os.path.join(os.getcwd(), path))
    return absolute[1:] if absolute.startswith("//") else absolute


def http_socket(home: str, environ: Mapping[str, str]) -> str:
    """The Unix socket of the HTTP face; outside ``home`` when a socket's path would be too long."""
    if len(os.fsencode(os.path.join(home, "broker.sock"))) <= _MAX_SOCKET_PATH:
        return os.path.join(home, "http.sock")
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    if not runtime:
        raise Refused(
            f"the path of {home} is too long for a socket; set {VARIABLE} to a shorter one"
        )
    return os.path.join(_normal(runtime), "slm-mesh", _hash(home) + "h.sock")


def _hash(text: str) -> str:
    value = 0xCBF29CE484222325
    for byte in os.fsencode(text):
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def check_own_directory(path: str) -> None:
    """Refuses a directory that is not ours alone, or not there."""
    try:
        found = os.lstat(path)
    except OSError:
        raise nobody_home(path) from None
    if not stat.S_ISDIR(found.st_mode):
        raise Refused(f"{path} is not a directory; set {VARIABLE} to one of yours")
    if found.st_uid != os.geteuid():
        raise Refused(f"the directory {path} belongs to another user")
    if found.st_mode & _OTHERS:
        raise Refused(
            f"the directory {path} is open to other users; run: chmod 700 '{path}'"
        )


def read_private(path: str) -> str:
    """The one line of a file that only we can read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, encoding="ascii", errors="replace") as file:
        found = os.fstat(descriptor)
        ours = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
        if not ours or found.st_mode & _OTHERS:
            raise Refused(f"{path} is not a file of ours alone; run: chmod 600 '{path}'")
        return file.read(_LONGEST_FILE).strip()


def nobody_home(home: str) -> BrokerUnreachable:
    """What is said when no broker runs."""
    return BrokerUnreachable(f"no broker runs for {home}; start one with: slm-mesh start")


@dataclass(frozen=True)
class UnixDoor:
    """The Unix socket of a broker."""

    path: str

    @property
    def host(self) -> str:
        """What stands in the Host header."""
        return "localhost"

    def check(self) -> None:
        """Refuses a socket file of somebody else; raises ``OSError`` if there is none."""
        found = os.lstat(self.path)
        if not stat.S_ISSOCK(found.st_mode) or found.st_uid != os.geteuid():
            raise Refused(f"{self.path} is not a socket of ours; remove it")

    def check_other_end(self, connected: socket.socket) -> None:
        """Refuses a socket that another user listens on. Nothing was said yet."""
        if not hasattr(socket, "SO_PEERCRED"):
            return
        size = struct.calcsize("3i")
        credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        if struct.unpack("3i", credentials)[1] != os.geteuid():
            raise Refused(f"another user listens on {self.path}; nothing was sent")

    def credential(self) -> str | None:
        """The user's own credential: here it is who we are."""
        return None


@dataclass(frozen=True)
class TcpDoor:
    """The TCP port of a broker on this machine."""

    port: int
    token_path: str

    @property
    def host(self) -> str:
        """What stands in the Host header."""
        return f"127.0.0.1:{self.port}"

    def check(self) -> None:
        """Refuses a port on which another user listens, where the kernel tells."""
        if any(uid != os.geteuid() for uid in listeners(self.port)):
            raise Refused(f"another user listens on port {self.port}; nothing was sent")

    def check_health(self, status: int, body: bytes) -> None:
        """Refuses whatever does not call itself slm-mesh; it was told no secret yet."""
        try:
            told = json.loads(body)
        except ValueError:
            told = None
        if status != 200 or not isinstance(told, dict) or told.get("product") != PRODUCT:
            raise Refused(
                f"what answers on port {self.port} is not slm-mesh; nothing was sent"
            )

    def credential(self) -> str | None:
        """The owner's token."""
        try:
            return read_private(self.token_path)
        except OSError as error:
            raise Refused(f"the token cannot be read: {error}") from error


Door = UnixDoor | TcpDoor


def listeners(port: int) -> list[int]:
    """The users that listen on a port of this machine; empty where the kernel does not tell."""
    found: list[int] = []
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            with open(table, encoding="ascii") as lines:
                rows = [line.split() for line in lines][1:]
        except OSError:
            continue
        found += [
            int(row[7])
            for row in rows
            if row[3] == _LISTEN and int(row[1].rpartition(":")[2], 16) == port
        ]
    return found


@dataclass(frozen=True)
class Where:
    """Which broker is meant. Looked up anew for each call: a broker may have come on another port."""

    host: str = "127.0.0.1"
    port: int | None = None
    timeout: float = 5.0
    token_path: str | None = None
    socket_path: str | None = None
    data_dir: str | None = None

    def __post_init__(self) -> None:
        if self.host not in LOOPBACK:
            raise InvalidArgument(f"host must be one of {', '.join(LOOPBACK)}: the mesh is local")

    @property
    def home(self) -> str:
        """The data directory."""
        return locate(self.data_dir, os.environ)

    @property
    def is_found(self) -> bool:
        """Whether nothing but the data directory says where the broker is."""
        return self.port is None and self.socket_path is None

    def may_skip(self, door: Door) -> bool:
        """Whether a refused door counts as no door: a port that a broker left may be anybody's."""
        return self.is_found and isinstance(door, TcpDoor)

    def doors(self) -> Iterator[Door]:
        """The doors to try, in order."""
        home = self.home
        token = self.token_path or os.path.join(home, "broker.token")
        if self.socket_path is not None:
            yield UnixDoor(self.socket_path)
        elif self.port is not None:
            yield TcpDoor(self.port, token)
        else:
            check_own_directory(home)
            yield UnixDoor(http_socket(home, os.environ))
            port = self._port_file(home)
            if port is not None:
                yield TcpDoor(port, token)

    @staticmethod
    def _port_file(home: str) -> int | None:
        try:
            return int(read_private(os.path.join(home, "port")))
        except (OSError, ValueError, Refused):
            return None
