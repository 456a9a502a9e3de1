"""As much of HTTP/1.1 as the broker speaks, over asyncio streams."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

MAX_HEAD = 1 << 16
CONTINUE = 100


class HttpError(Exception):
    """The other side does not speak HTTP as it should, or broke off."""


@dataclass(frozen=True)
class Head:
    """Status and headers of an answer; names in lower case."""

    status: int
    headers: Mapping[str, str]

    @property
    def chunked(self) -> bool:
        """Whether the body comes in chunks."""
        return self.headers.get("transfer-encoding", "").lower() == "chunked"

    @property
    def closes(self) -> bool:
        """Whether no other answer follows on the connection."""
        return self.headers.get("connection", "").lower() == "close"


def request(target: str, headers: Mapping[str, str], content: bytes | None) -> bytes:
    """A whole request: GET without ``content``, else POST."""
    lines = [f"{'GET' if content is None else 'POST'} {target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if content is not None:
        lines.append(f"Content-Length: {len(content)}")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + (content or b"")


async def read_head(reader: asyncio.StreamReader) -> Head:
    """Reads the head of an answer."""
    try:
        text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = text.rstrip().split("\r\n")
        version, status, *_ = first.split(" ")
        if not version.startswith("HTTP/1."):
            raise HttpError(f"not an HTTP answer: {first[:40]!r}")
        fields = (line.partition(":") for line in lines)
        return Head(int(status), {name.lower(): value.strip() for name, _, value in fields})
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
        raise HttpError(f"no HTTP answer: {error}") from error


async def read_body(reader: asyncio.StreamReader, head: Head, most: int = -1) -> bytes:
    """Reads the whole body of an answer; refuses one of more than ``most`` bytes."""
    parts: list[bytes] = []
    size = 0
    try:
        if not head.chunked:
            length = int(head.headers.get("content-length", "0"))
            if 0 <= most < length:
                raise HttpError(f"an answer of {length} bytes")
            return await reader.readexactly(length)
        chunks = Chunks(reader)
        while part := await chunks.next():
            parts.append(part)
            size += len(part)
            if 0 <= most < size:
                raise HttpError("an answer without end")
    except (asyncio.IncompleteReadError, ValueError) as error:
        raise HttpError(f"the answer broke off: {error}") from error
    return b"".join(parts)


class Chunks:
    """A body that comes in chunks. A chunk is given as soon as it is there; the line end behind it
    may come no sooner than the next one."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._begun = False

    async def next(self) -> bytes:
        """The next chunk; empty at the end."""
        try:
            if self._begun:
                await self._reader.readexactly(2)
            self._begun = True
            size = int((await self._reader.readuntil(b"\r\n")).split(b";")[0], 16)
            return await self._reader.readexactly(size)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError) as error:
            raise HttpError(f"the stream broke off: {error}") from error
