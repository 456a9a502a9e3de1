"""A session of a coding agent: the bridge of the image under test, spoken to over its stdio."""

from __future__ import annotations

import json
import subprocess
from types import TracebackType
from typing import Any

from support import LAUNCHER, Broker


class Session:
    """One agent. Ends with its block."""

    def __init__(self, broker: Broker) -> None:
        self._process = subprocess.Popen(
            [LAUNCHER, "mcp"],
            env=broker.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=broker.work,
            text=True,
        )
        self._last = 0
        hello = {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "test-client", "version": "1"},
        }
        self._ask("initialize", hello)

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._last += 1
        line = {"jsonrpc": "2.0", "id": self._last, "method": method, "params": params}
        print(json.dumps(line), file=self._process.stdin, flush=True)
        while True:
            answer = json.loads(self._process.stdout.readline())
            if answer.get("id") == self._last:
                return answer["result"]

    def tool(self, name: str, **arguments: Any) -> Any:
        """Calls a tool and returns what it tells."""
        result = self._ask("tools/call", {"name": name, "arguments": arguments})
        return result["structuredContent"]

    def name(self) -> str:
        """The agent's name."""
        return str(self.tool("mesh_status")["self"]["name"])

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()
