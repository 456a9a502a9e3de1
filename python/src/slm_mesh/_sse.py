"""Server-sent events, taken apart as the bytes come."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Frame:
    """One event of a stream."""

    id: str
    event: str
    data: str


class Frames:
    """Gathers bytes; gives the events that are whole. What is torn at the end is never given."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, received: bytes) -> list[Frame]:
        """The events that are whole with these bytes."""
        blocks = (self._rest + received).split(b"\n\n")
        self._rest = blocks.pop()
        frames = (_frame(block.decode("utf-8")) for block in blocks)
        return [frame for frame in frames if frame.data]


def _frame(block: str) -> Frame:
    fields = {"id": "", "event": "", "data": ""}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        if name in fields:
            fields[name] = value.removeprefix(" ")
    return Frame(**fields)
