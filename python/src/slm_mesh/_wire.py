"""Carries calls over blocking sockets: one connection a call, closed after it."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ._calls import Answer, Call
from ._door import Door, Refused, TcpDoor, UnixDoor, Where, nobody_home
from ._sse import Frame, Frames
from .errors import BrokerUnreachable, SLMMeshError

MAX_HEALTH = 1 << 16
STREAM_SILENCE = 30.0
"""The broker says something on a stream every ten seconds; after so many it is taken for dead."""

_CHUNK = 1 << 16


class NoAnswer(BrokerUnreachable):
    """The broker was reached and did not answer in the time that was allowed."""


def left() -> SLMMeshError:
    """What calls end with after the end."""
    return SLMMeshError("this program has left the mesh; join again", code="left")


class _Connection(http.client.HTTPConnection):
    """A connection through a door that was checked. It connects once and never again by itself."""

    def __init__(self, door: Door, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self.door = door

    def connect(self) -> None:
        self.door.check()
        if isinstance(self.door, UnixDoor):
            self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self.sock.settimeout(self.timeout)
            self.sock.connect(self.door.path)
            self.door.check_other_end(self.sock)
        else:
            self.sock = socket.create_connection(("127.0.0.1", self.door.port), self.timeout)
            self.auto_open = 0
            self._check_health(self.door)
        self.auto_open = 0

    def _check_health(self, door: TcpDoor) -> None:
        self.request("GET", "/health", headers={"Host": door.host})
        response = self.getresponse()
        door.check_health(response.status, response.read(MAX_HEALTH))


class Stream:
    """An open stream of events."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self._response = response
        self._frames = Frames()

    def read(self) -> list[Frame] | None:
        """Waits for something; ``None`` at the end, ``[]`` for a sign of life."""
        try:
            received = self._response.read1(_CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise BrokerUnreachable(f"the stream of events broke: {error!r}") from error
        return self._frames.feed(received) if received else None


class Wire:
    """The way to one broker. Can be used by many threads at once."""

    def __init__(self, where: Where) -> None:
        self.where = where
        self._closed = threading.Event()
        self._open: set[_Connection] = set()
        self._guard = threading.Lock()

    def ask(self, call: Call[Any], credential: str | None = None, within: float | None = None) -> Answer:
        """Sends a call and returns its answer, good or bad.

        ``credential`` is a peer token; without one the call is the user's own. ``within`` are the
        seconds allowed for the answer.
        """
        allowed = self.where.timeout + call.wait if within is None else within
        with self._connected() as connection:
            response = self._request(connection, call, credential, allowed)
            try:
                body = response.read()
            except (OSError, http.client.HTTPException) as error:
                raise self._broken(error, allowed) from error
            return Answer(response.status, body, response.getheader("Retry-After"))

    @contextmanager
    def stream(
        self, target: str, last_event_id: str | None, credential: str | None = None
    ) -> Iterator[Stream]:
        """Opens a stream of events; it is closed with the block."""
        call: Call[None] = Call(target, None, lambda _: None)
        headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
        with self._connected() as connection:
            response = self._request(connection, call, credential, STREAM_SILENCE, headers)
            if response.status != 200:
                call.result(Answer(response.status, response.read(), response.getheader("Retry-After")))
            yield Stream(response)

    def _request(
        self,
        connection: _Connection,
        call: Call[Any],
        credential: str | None,
        allowed: float,
        headers: dict[str, str] | None = None,
    ) -> http.client.HTTPResponse:
        content = call.content()
        sent = {"Host": connection.door.host, **(headers or {})}
        token = credential or connection.door.credential()
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if content is not None:
            sent["Content-Type"] = "application/json"
        try:
            try:
                connection.request("GET" if content is None else "POST", call.path, content, sent)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it has refused before it read all; it may have said why
            connection.sock.settimeout(allowed)
            return connection.getresponse()
        except (OSError, http.client.HTTPException) as error:
            raise self._broken(error, allowed) from error

    def _broken(self, error: Exception, allowed: float) -> SLMMeshError:
        if self._closed.is_set():
            return left()
        if isinstance(error, TimeoutError):
            return NoAnswer(f"the broker did not answer within {allowed:g} s", maybe_done=True)
        return BrokerUnreachable(f"the connection to the broker broke: {error!r}", maybe_done=True)

    @contextmanager
    def _connected(self) -> Iterator[_Connection]:
        connection = self._connect()
        with self._guard:
            self._open.add(connection)
        try:
            if self._closed.is_set():
                raise left()
            yield connection
        finally:
            with self._guard:
                self._open.discard(connection)
            connection.close()

    def _connect(self) -> _Connection:
        for door in self.where.doors():
            connection = _Connection(door, self.where.timeout)
            try:
                connection.connect()
                return connection
            except (FileNotFoundError, ConnectionRefusedError):
                connection.close()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                raise BrokerUnreachable(f"the broker cannot be reached: {error!r}") from error
            except Refused:
                connection.close()
                if not self.where.may_skip(door):
                    raise
        raise nobody_home(self.where.home)

    def pause(self, seconds: float) -> None:
        """Lets time pass; ends at once when the wire is closed."""
        if self._closed.wait(seconds):
            raise left()

    def close(self) -> None:
        """Ends all that is under way; whoever waits is told."""
        self._closed.set()
        with self._guard:
            for connection in self._open:
                if connection.sock is not None:
                    try:
                        connection.sock.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass  # it has ended by itself
