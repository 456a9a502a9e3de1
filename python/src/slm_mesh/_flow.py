"""Work that is written once and done by blocking calls or by asyncio.

A flow is a generator that yields steps and is given their results. It opens no socket, waits for
nothing and knows no thread; :func:`run` and :func:`arun` do what its steps say.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any, TypeVar

from ._aio_wire import AsyncStream, AsyncWire
from ._calls import Answer, Call
from ._sse import Frame
from ._wire import Stream, Wire
from .errors import SLMMeshError

T = TypeVar("T")


@dataclass(frozen=True)
class Ask:
    """Send a call; the result is its :class:`Answer`."""

    call: Call[Any]
    credential: str | None
    within: float | None = None


@dataclass(frozen=True)
class Pause:
    """Let time pass, in seconds."""

    seconds: float


@dataclass(frozen=True)
class Follow:
    """Open a stream of events in place of the one that is open."""

    target: str
    last_event_id: str | None
    credential: str | None


@dataclass(frozen=True)
class Read:
    """Wait for something on the stream; the result is what :meth:`Stream.read` returns."""


@dataclass(frozen=True)
class Emit:
    """Hand a value to whoever iterates over the flow."""

    value: Any


Step = Ask | Pause | Follow | Read | Emit
Flow = Generator[Step, Any, T]


def ask(call: Call[Any], credential: str | None, within: float | None = None) -> Flow[Answer]:
    """The answer to a call."""
    answer = yield Ask(call, credential, within)
    assert isinstance(answer, Answer)
    return answer


def read() -> Flow[list[Frame] | None]:
    """What comes next on the stream."""
    frames: list[Frame] | None = yield Read()
    return frames


@dataclass(frozen=True)
class _Outcome:
    """How a step ended."""

    result: Any = None
    failure: SLMMeshError | None = None


@dataclass(frozen=True)
class _End:
    """A flow's return value."""

    value: Any


_NOTHING = _Outcome()


def _next(flow: Flow[Any], last: _Outcome) -> Step | _End:
    try:
        return flow.send(last.result) if last.failure is None else flow.throw(last.failure)
    except StopIteration as end:
        return _End(end.value)


def run(flow: Flow[T], wire: Wire) -> T:
    """Does a flow that emits nothing, blocking."""
    driver = _Driver(wire)
    outcome = _NOTHING
    while not isinstance(step := _next(flow, outcome), _End):
        outcome = driver.attempt(step)
    value: T = step.value
    return value


def iterate(flow: Flow[None], wire: Wire) -> Iterator[Any]:
    """Gives what a flow emits, blocking in between."""
    driver = _Driver(wire)
    outcome = _NOTHING
    with driver.streams:
        while not isinstance(step := _next(flow, outcome), _End):
            if isinstance(step, Emit):
                yield step.value
                outcome = _NOTHING
            else:
                outcome = driver.attempt(step)


class _Driver:
    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._stream: Stream | None = None
        self.streams = ExitStack()

    def attempt(self, step: Step) -> _Outcome:
        try:
            return _Outcome(self._perform(step))
        except SLMMeshError as error:
            return _Outcome(failure=error)

    def _perform(self, step: Step) -> Any:
        if isinstance(step, Ask):
            return self._wire.ask(step.call, step.credential, step.within)
        if isinstance(step, Pause):
            return self._wire.pause(step.seconds)
        if isinstance(step, Follow):
            self.streams.close()
            opened = self._wire.stream(step.target, step.last_event_id, step.credential)
            self._stream = self.streams.enter_context(opened)
            return None
        if isinstance(step, Read) and self._stream is not None:
            return self._stream.read()
        raise TypeError(f"{step} makes no sense here")


async def arun(flow: Flow[T], wire: AsyncWire) -> T:
    """Does a flow that emits nothing, with asyncio."""
    driver = _AsyncDriver(wire)
    outcome = _NOTHING
    while not isinstance(step := _next(flow, outcome), _End):
        outcome = await driver.attempt(step)
    value: T = step.value
    return value


async def aiterate(flow: Flow[None], wire: AsyncWire) -> AsyncIterator[Any]:
    """Gives what a flow emits, with asyncio in between."""
    driver = _AsyncDriver(wire)
    outcome = _NOTHING
    with driver.streams:
        while not isinstance(step := _next(flow, outcome), _End):
            if isinstance(step, Emit):
                yield step.value
                outcome = _NOTHING
            else:
                outcome = await driver.attempt(step)


class _AsyncDriver:
    def __init__(self, wire: AsyncWire) -> None:
        self._wire = wire
        self._stream: AsyncStream | None = None
        self.streams = ExitStack()

    async def attempt(self, step: Step) -> _Outcome:
        try:
            return _Outcome(await self._perform(step))
        except SLMMeshError as error:
            return _Outcome(failure=error)

    async def _perform(self, step: Step) -> Any:
        if isinstance(step, Ask):
            return await self._wire.ask(step.call, step.credential, step.within)
        if isinstance(step, Pause):
            return await self._wire.pause(step.seconds)
        if isinstance(step, Follow):
            self.streams.close()
            opened = await self._wire.stream(step.target, step.last_event_id, step.credential)
            self._stream = self.streams.enter_context(closing(opened))
            return None
        if isinstance(step, Read) and self._stream is not None:
            return await self._stream.read()
        raise TypeError(f"{step} makes no sense here")
