"""Follows the log over whatever happens to brokers and connections."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ._calls import Since, event_stream
from ._flow import Emit, Flow, Follow, read
from ._member import Absence, Identity, Member, ends_at
from ._sse import Frame
from .errors import BrokerUnreachable, EventsCompacted, SLMMeshError, Unauthorized, Unavailable
from .types import MeshEvent


class Following:
    """One reader of the log. Its place is the last event it has handed out."""

    def __init__(self, member: Member, types: Iterable[str] | None, since: Since | None) -> None:
        self._member = member
        self._types = None if types is None else tuple(types)
        self._since = since
        self._last: int | None = None
        self._absence: Absence | None = None

    def events(self) -> Flow[None]:
        """Emits each event once and in order, until the member leaves."""
        while not self._member.is_over:
            try:
                if self._since is None:
                    self._since = yield from self._member.newest(ends_at(None))
                yield from self._one_stream(self._member.identity)
            except SLMMeshError:
                if self._member.has_left:
                    return
                raise

    def _one_stream(self, identity: Identity) -> Flow[None]:
        try:
            yield from self._read(identity)
            gone: SLMMeshError = BrokerUnreachable("the stream of events ended")
        except Unauthorized:
            yield from self._member.rejoin(identity)
            return
        except (BrokerUnreachable, Unavailable) as error:
            gone = error
        self._absence = self._absence or Absence()
        yield from self._member.bring_back(gone, self._absence)

    def _read(self, identity: Identity) -> Flow[None]:
        assert self._since is not None
        last = None if self._last is None else str(self._last)
        yield Follow(event_stream(self._types, self._since), last, identity.token)
        while (frames := (yield from read())) is not None:
            self._absence = None
            for frame in frames:
                event = _event(frame)
                if self._last is None or event.seq > self._last:
                    self._last = event.seq
                    yield Emit(event)


def _event(frame: Frame) -> MeshEvent:
    told = json.loads(frame.data)
    if frame.event == "compacted":
        raise EventsCompacted(int(told["compactedBefore"]))
    return MeshEvent.from_dict(told)
