"""The client's names and limits against the broker's own description of them."""

from __future__ import annotations

import json
import re
from typing import Any

from slm_mesh import EVENT_TYPES, SLMMeshClient
from slm_mesh import _calls as calls
from slm_mesh._calls import Call
from support import BrokerCase

CALLS: list[Call[Any]] = [
    calls.status("me"),
    calls.register(1, "/tmp", "python", "name"),
    calls.unregister("me"),
    calls.heartbeat("me"),
    calls.set_summary("text", "me"),
    calls.peers("machine", "me", True),
    calls.send("you", "text", "text", "me"),
    calls.broadcast("text", "text", "me", "repo"),
    calls.inbox("me", "all", 20, "you", True, calls.MAX_WAIT_SECONDS, True),
    calls.state_get("key", "space", "me"),
    calls.state_set("key", "value", "space", "me"),
    calls.state_list("space", "me"),
    calls.state_delete("key", "space", "me"),
    calls.lock("file", "reason", 10, "me"),
    calls.unlock("file", "me"),
    calls.locks("file", "me"),
    calls.events(EVENT_TYPES, 1, calls.MAX_EVENTS, calls.MAX_WAIT_SECONDS),
]
"""Every call with every member it can have."""

NO_CALL = {"/health", "/events/stream"}
JSON_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list}


class OperationsTest(BrokerCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        described: Call[dict[str, Any]] = Call("/openapi.json", None, lambda body: dict(body))
        answer = cls.broker.client()._wire.ask(described)
        cls.paths = json.loads(answer.body)["paths"]

    def schema(self, path: str) -> dict[str, Any]:
        body = self.paths[path]["post"]["requestBody"]
        return dict(body["content"]["application/json"]["schema"])

    def test_every_member_we_send_is_one_the_broker_takes(self) -> None:
        for call in CALLS:
            properties = self.schema(call.path)["properties"]
            for name, value in (call.body or {}).items():
                with self.subTest(f"{call.path} {name}"):
                    self.assertIn(name, properties)
                    self.check(properties[name], value)

    def check(self, schema: dict[str, Any], value: Any) -> None:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        self.assertTrue(any(isinstance(value, JSON_TYPES[each]) for each in types), schema)
        if "enum" in schema:
            self.assertIn(value, schema["enum"])
        if "minimum" in schema:
            self.assertTrue(schema["minimum"] <= value, schema)
        if "maximum" in schema:
            self.assertTrue(value <= schema["maximum"], schema)

    def test_nothing_the_broker_takes_is_unknown_to_us(self) -> None:
        sent: dict[str, set[str]] = {}
        for call in CALLS:
            sent.setdefault(call.path, set()).update(call.body or {})
        for path in set(self.paths) - NO_CALL:
            for name, schema in self.schema(path).get("properties", {}).items():
                another_name = "type" not in schema
                for_the_tool = (path, name) == ("/events", "peerId")
                with self.subTest(f"{path} {name}"):
                    self.assertTrue(another_name or for_the_tool or name in sent[path])

    def test_the_limits_are_the_brokers(self) -> None:
        self.assertEqual(calls.MAX_WAIT_SECONDS, self.limit("/messages", "waitSeconds", "maximum"))
        self.assertEqual(calls.MAX_WAIT_SECONDS, self.limit("/events", "waitSeconds", "maximum"))
        self.assertEqual(calls.MAX_EVENTS, self.limit("/events", "limit", "maximum"))

    def limit(self, path: str, member: str, kind: str) -> Any:
        return self.schema(path)["properties"][member][kind]

    def test_the_limits_in_our_words_are_the_brokers(self) -> None:
        told = {
            "inbox": [("/messages", "limit"), ("/messages", "waitSeconds")],
            "lock": [("/lock", "ttlMinutes")],
            "events": [("/events", "limit")],
        }
        for method, members in told.items():
            text = getattr(SLMMeshClient, method).__doc__
            for path, member in members:
                low, high = (self.limit(path, member, kind) for kind in ("minimum", "maximum"))
                self.assertRegex(text, rf"\b{low} to {high}\b")
        for method, path, member in (("set_summary", "/summary", "summary"), ("lock", "/lock", "reason")):
            most = self.limit(path, member, "maxLength")
            text = re.sub(r"\s+", " ", getattr(SLMMeshClient, method).__doc__)
            self.assertIn(f"at most {most} characters", text)

    def test_the_kinds_of_events_are_the_brokers(self) -> None:
        kinds = self.schema("/events")["properties"]["types"]["items"]["enum"]
        self.assertEqual(kinds, list(EVENT_TYPES))
