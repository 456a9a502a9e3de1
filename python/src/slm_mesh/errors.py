"""Every refusal and failure of the mesh is one of these exceptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class SLMMeshError(Exception):
    """The base of all: something was refused, or failed.

    Attributes:
        message: one sentence for people: what, which limit, what to do.
        status_code: the HTTP status of the answer; 0 if there was no answer.
        code: the machine-readable reason, such as ``"invalid_argument"``.
        response: the whole answer; empty if there was none.
    """

    def __init__(
        self,
        message: str,
        status_code: int = 0,
        code: str = "",
        response: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status_code = status_code
        self.code = code
        self.response: dict[str, Any] = dict(response or {})


class InvalidArgument(SLMMeshError):
    """A parameter is missing, of the wrong type or over a limit; the message names it."""


class Unauthorized(SLMMeshError):
    """The credential is missing or wrong, or ended because its peer registered again."""


class Forbidden(SLMMeshError):
    """The caller may not do this."""


class NotFound(SLMMeshError):
    """No peer has this name or id."""


class Conflict(SLMMeshError):
    """The answer is no because of somebody else."""


class NameTaken(Conflict):
    """The name belongs to another agent, or another program has joined under it."""


class LockHeld(Conflict):
    """Somebody else holds the lock.

    Attributes:
        holder: name of the peer that holds it.
        reason: what the holder gave as its reason; ``""`` if nothing.
        expires_at: when the lock ends unless it is renewed, ISO-8601 in UTC.
    """

    def __init__(
        self,
        message: str,
        status_code: int = 0,
        code: str = "",
        response: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, status_code, code, response)
        self.holder = str(self.response.get("heldBy") or "")
        self.reason = str(self.response.get("reason") or "")
        self.expires_at = str(self.response.get("expiresAt") or "")


class LockLost(Conflict):
    """A lock that a ``with`` block relied on ended before the block did.

    Raised at the end of the block. What the block wrote may clash with what a later holder wrote;
    ``fencing_token`` tells whose lock is older.
    """

    def __init__(self, message: str, fencing_token: int) -> None:
        super().__init__(message, code="lock_lost")
        self.fencing_token = fencing_token


class TooLarge(SLMMeshError):
    """A text, a mailbox or a namespace would be too large; nothing was changed."""


class RateLimited(SLMMeshError):
    """Too many calls. ``retry_after`` is the number of seconds after which the next can succeed."""

    def __init__(
        self,
        message: str,
        status_code: int = 0,
        code: str = "",
        response: Mapping[str, Any] | None = None,
        retry_after: float = 1.0,
    ) -> None:
        super().__init__(message, status_code, code, response)
        self.retry_after = retry_after


class Unavailable(SLMMeshError):
    """The broker is stopping. Nothing was done; the same call may be made again."""


class StorageFull(SLMMeshError):
    """The disk is full; nothing was changed and reads go on working."""


class EventsCompacted(SLMMeshError):
    """Some of the events that were asked for are no longer kept.

    ``compacted_before`` is the sequence number of the oldest event that is kept:
    ``events(since=error.compacted_before - 1)`` continues there.
    """

    def __init__(self, compacted_before: int) -> None:
        super().__init__(
            f"events before number {compacted_before} are no longer kept; "
            f"continue with since={compacted_before - 1}",
            code="compacted",
        )
        self.compacted_before = compacted_before


class BrokerUnreachable(SLMMeshError):
    """No broker answers, or what answers is not ours; the message tells the next step.

    ``maybe_done`` is true when the connection broke after the request was written: the call may
    or may not have had its effect.
    """

    def __init__(self, message: str, maybe_done: bool = False) -> None:
        super().__init__(message, code="unreachable")
        self.maybe_done = maybe_done


_BY_CODE: dict[str, type[SLMMeshError]] = {
    "invalid_argument": InvalidArgument,
    "unauthorized": Unauthorized,
    "forbidden": Forbidden,
    "not_found": NotFound,
    "conflict": Conflict,
    "too_large": TooLarge,
    "unavailable": Unavailable,
    "storage_full": StorageFull,
}


def refusal(status: int, body: Mapping[str, Any], retry_after: str | None) -> SLMMeshError:
    """The exception that stands for an answer with ``"ok": false``."""
    code = str(body.get("code") or "")
    message = str(body.get("error") or f"the broker answered with status {status}")
    if code == "rate_limited":
        return RateLimited(message, status, code, body, _seconds(retry_after))
    kind = _BY_CODE.get(code, SLMMeshError)
    if kind is Conflict and body.get("heldBy"):
        kind = LockHeld
    return kind(message, status, code, body)


def _seconds(retry_after: str | None) -> float:
    try:
        return max(0.0, float(retry_after or 1))
    except ValueError:
        return 1.0
