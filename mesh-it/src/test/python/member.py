"""A member of the mesh: reads operations as lines of JSON, answers each with what the client gave."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from typing import Any

from slm_mesh import LockHeld, SLMMeshClient, SLMMeshError

CAMEL = {"msg_type": "type", "event_type": "type"}


def camel(name: str) -> str:
    """The name that a field has in JSON."""
    first, *rest = CAMEL.get(name, name).split("_")
    return first + "".join(word.capitalize() for word in rest)


def plain(value: Any) -> Any:
    """Dataclasses as objects with the names of the wire."""
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return {camel(f.name): plain(getattr(value, f.name)) for f in fields}
    return [plain(item) for item in value] if isinstance(value, list) else value


class Asked:
    """The operations, each as the method of the client that does it."""

    def __init__(self, name: str) -> None:
        self.client = SLMMeshClient()
        self.me = self.client.register(os.getpid(), os.getcwd(), "test", name)["peerId"]

    def peer_list(self, scope: str = "machine") -> Any:
        return {"peers": [p for p in self.client.peers(scope) if p.id != self.me]}

    def peer_summary(self, summary: str) -> Any:
        return self.client.set_summary(self.me, summary)

    def message_send(self, to: str, message: str, type: str = "text") -> Any:
        if to == "all":
            return {"messageIds": self.client.broadcast(self.me, message, type)}
        return {"messageId": self.client.send(self.me, to, message, type)}

    def message_inbox(self, filter: str = "unread", **more: Any) -> Any:
        if "from" in more:
            more["from_peer"] = more.pop("from")
        return {"messages": self.client.inbox(self.me, filter, **more)}

    def state(self, action: str, namespace: str, key: str = "", value: str = "") -> Any:
        if action == "set":
            return {"entry": self.client.state_set(key, value, self.me, namespace)}
        if action == "delete":
            return {"deleted": self.client.state_delete(key, namespace)}
        if action == "list":
            return {"entries": self.client.state_list(namespace)}
        entry = self.client.state_get(key, namespace)
        return {"found": entry is not None, "entry": entry}

    def lock(
        self, action: str, filePath: str | None = None, reason: str = "", ttlMinutes: int = 10
    ) -> Any:
        if action == "query":
            return {"locks": self.client.locks(filePath)}
        assert filePath is not None
        done = "released" if action == "unlock" else "granted"
        try:
            if action == "unlock":
                return {done: self.client.unlock(filePath, self.me)}
            return {done: True, "lock": self.client.lock(filePath, self.me, reason, ttlMinutes)}
        except LockHeld as held:
            who = {"heldBy": held.holder, "reason": held.reason}
            return {"ok": False, "code": held.code, done: False, **who}

    def event(self, action: str, types: list[str] | None = None, since: int | None = None) -> Any:
        return {"events": self.client.events(types, since)}

    def status(self) -> Any:
        status = self.client.status()
        return {
            "peers": status.peers,
            "messages": status.messages,
            "locks": {"active": status.locks_active},
            "state": {"total": status.state_total},
            "events": {"total": status.events_total},
        }


def main() -> None:
    asked = Asked(sys.argv[1])
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = getattr(asked, request["operation"].replace(".", "_"))(**request["input"])
            answer = {name: plain(value) for name, value in answer.items()}
        except SLMMeshError as error:
            answer = {"ok": False, "code": error.code, "error": error.message}
        print(json.dumps(answer), flush=True)


main()
