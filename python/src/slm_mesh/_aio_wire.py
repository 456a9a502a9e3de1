"""Carries calls over asyncio streams: one connection a call, closed after it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from contextlib import ExitStack, closing
from typing import Any, TypeVar

from . import _http1
from ._calls import Answer, Call
from ._door import Door, Refused, TcpDoor, UnixDoor, Where, nobody_home
from ._sse import Frame, Frames
from ._wire import MAX_HEALTH, STREAM_SILENCE, NoAnswer
from .errors import BrokerUnreachable

T = TypeVar("T")

ASK_FIRST = 1 << 19
"""From so many bytes on a body is sent only when the broker is willing to read it."""


class _Connection:
    """A connection through a door that was checked."""

    def __init__(
        self, door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.door = door
        self.reader = reader
        self.writer = writer

    @staticmethod
    async def through(door: Door) -> _Connection:
        door.check()
        if isinstance(door, UnixDoor):
            reader, writer = await asyncio.open_unix_connection(door.path, limit=_http1.MAX_HEAD)
        else:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", door.port, limit=_http1.MAX_HEAD
            )
        connection = _Connection(door, reader, writer)
        try:
            await connection._check()
        except BaseException:
            connection.close()
            raise
        return connection

    async def _check(self) -> None:
        if isinstance(self.door, UnixDoor):
            self.door.check_other_end(self.writer.get_extra_info("socket"))
            return
        await self._check_health(self.door)

    async def _check_health(self, door: TcpDoor) -> None:
        self.writer.write(_http1.request("/health", {"Host": door.host}, None))
        head = await _http1.read_head(self.reader)
        door.check_health(head.status, await _http1.read_body(self.reader, head, MAX_HEALTH))
        if head.closes:
            raise _http1.HttpError("the broker closed the connection")

    def close(self) -> None:
        """Ends it without waiting."""
        self.writer.transport.abort()


class AsyncStream:
    """An open stream of events."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._chunks = _http1.Chunks(connection.reader)
        self._frames = Frames()

    async def read(self) -> list[Frame] | None:
        """Waits for something; ``None`` at the end, ``[]`` for a sign of life."""
        try:
            received = await asyncio.wait_for(self._chunks.next(), STREAM_SILENCE)
        except (OSError, _http1.HttpError, asyncio.TimeoutError) as error:
            raise BrokerUnreachable(f"the stream of events broke: {error!r}") from error
        return self._frames.feed(received) if received else None

    def close(self) -> None:
        """Ends it without waiting."""
        self._connection.close()


class AsyncWire:
    """The way to one broker, for the tasks of one event loop."""

    def __init__(self, where: Where) -> None:
        self.where = where

    async def ask(
        self, call: Call[Any], credential: str | None = None, within: float | None = None
    ) -> Answer:
        """Sends a call and returns its answer, good or bad."""
        allowed = self.where.timeout + call.wait if within is None else within
        with closing(await self._connect()) as connection:
            head = await self._request(connection, call, credential, allowed, {})
            return await self._answer(connection, head)

    async def stream(
        self, target: str, last_event_id: str | None, credential: str | None = None
    ) -> AsyncStream:
        """Opens a stream of events, which the caller closes."""
        call: Call[None] = Call(target, None, lambda _: None)
        headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
        with ExitStack() as refused:
            connection = refused.enter_context(closing(await self._connect()))
            head = await self._request(connection, call, credential, STREAM_SILENCE, headers)
            if head.status != 200 or not head.chunked:
                call.result(await self._answer(connection, head))
            refused.pop_all()
            return AsyncStream(connection)

    async def _request(
        self,
        connection: _Connection,
        call: Call[Any],
        credential: str | None,
        allowed: float,
        headers: dict[str, str],
    ) -> _http1.Head:
        content = call.content()
        sent = {"Host": connection.door.host, **headers}
        token = credential or connection.door.credential()
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if content is not None:
            sent["Content-Type"] = "application/json"
        return await _within(allowed, self._exchange(connection, call.path, sent, content))

    @staticmethod
    async def _exchange(
        connection: _Connection, path: str, headers: dict[str, str], content: bytes | None
    ) -> _http1.Head:
        if content is None or len(content) < ASK_FIRST:
            connection.writer.write(_http1.request(path, headers, content))
            return await _http1.read_head(connection.reader)
        # Whoever writes on while it is being refused does not get to read why.
        whole = _http1.request(path, {**headers, "Expect": "100-continue"}, content)
        connection.writer.write(whole[: -len(content)])
        head = await _http1.read_head(connection.reader)
        if head.status != _http1.CONTINUE:
            return head
        connection.writer.write(content)
        return await _http1.read_head(connection.reader)

    async def _answer(self, connection: _Connection, head: _http1.Head) -> Answer:
        body = await _within(self.where.timeout, _http1.read_body(connection.reader, head))
        return Answer(head.status, body, head.headers.get("retry-after"))

    async def _connect(self) -> _Connection:
        for door in self.where.doors():
            try:
                return await asyncio.wait_for(_Connection.through(door), self.where.timeout)
            except (FileNotFoundError, ConnectionRefusedError):
                continue
            except Refused:
                if not self.where.may_skip(door):
                    raise
            except (OSError, _http1.HttpError, asyncio.TimeoutError) as error:
                raise BrokerUnreachable(f"the broker cannot be reached: {error!r}") from error
        raise nobody_home(self.where.home)

    async def pause(self, seconds: float) -> None:
        """Lets time pass."""
        await asyncio.sleep(seconds)


async def _within(allowed: float, reading: Awaitable[T]) -> T:
    try:
        return await asyncio.wait_for(reading, allowed)
    except asyncio.TimeoutError as error:
        message = f"the broker did not answer within {allowed:g} s"
        raise NoAnswer(message, maybe_done=True) from error
    except (OSError, _http1.HttpError) as error:
        message = f"the connection to the broker broke: {error!r}"
        raise BrokerUnreachable(message, maybe_done=True) from error
