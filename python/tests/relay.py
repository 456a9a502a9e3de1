"""A relay between clients and a broker, which knows what has passed and can lose it."""

from __future__ import annotations

import re
import socket
import threading
from itertools import count
from typing import Any

from support import PATIENCE, Broker


class Relay:
    """Passes on what comes. Clients that are given :attr:`place` come through it."""

    _numbers = count()

    def __init__(self, broker: Broker, door: str) -> None:
        self._broker = broker
        self._door = door
        self._passed = b""
        self._changed = threading.Condition()
        self._lose: re.Pattern[bytes] | None = None
        self.lost = threading.Event()
        self._port = 0
        if door == "tcp":
            self._listener = socket.create_server(("127.0.0.1", 0))
            self._port = self._listener.getsockname()[1]
            self.place: dict[str, Any] = {"port": self._port, "data_dir": broker.data}
        else:
            path = str(broker.root / f"relay-{next(self._numbers)}.sock")
            self._listener = socket.socket(socket.AF_UNIX)
            self._listener.bind(path)
            self._listener.listen(64)
            self.place = {"socket_path": path, "data_dir": broker.data}
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        """Takes nobody any more."""
        self._listener.close()

    def lose_answer_to(self, pattern: bytes) -> None:
        """The next request with this in it reaches the broker, its answer nobody."""
        self.lost.clear()
        self._lose = re.compile(pattern)

    def await_passed(self, text: bytes) -> None:
        """Waits until a request with this text has been passed on to the broker."""
        with self._changed:
            if not self._changed.wait_for(lambda: text in self._passed, PATIENCE):
                raise AssertionError(f"{text!r} has not passed: …{self._passed[-2000:]!r}")

    def forget(self) -> None:
        """What has passed so far does not count any more."""
        with self._changed:
            self._passed = b""

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                broker = self._connect()
            except OSError:
                client.close()
                continue
            pair = _Pair(client, broker)
            threading.Thread(target=self._requests, args=(pair,), daemon=True).start()
            threading.Thread(target=self._answers, args=(pair,), daemon=True).start()

    def _connect(self) -> socket.socket:
        if self._door == "tcp":
            return socket.create_connection(("127.0.0.1", self._broker.port))
        connected = socket.socket(socket.AF_UNIX)
        try:
            connected.connect(str(self._broker.data / "http.sock"))
            return connected
        except OSError:
            connected.close()
            raise

    def _requests(self, pair: _Pair) -> None:
        # The broker wants to be called by its own port.
        own, other = f"127.0.0.1:{self._port}".encode(), f"127.0.0.1:{self._broker.port}".encode()
        for data in pair.read(pair.client):
            with self._changed:
                self._passed += data
                if self._lose is not None and self._lose.search(data):
                    self._lose = None
                    pair.loses = True
                pair.write(pair.broker, data.replace(own, other))
                self._changed.notify_all()

    def _answers(self, pair: _Pair) -> None:
        for data in pair.read(pair.broker):
            if pair.loses:
                self.lost.set()
                pair.close()
                return
            pair.write(pair.client, data)


class _Pair:
    def __init__(self, client: socket.socket, broker: socket.socket) -> None:
        self.client = client
        self.broker = broker
        self.loses = False

    def read(self, end: socket.socket) -> Any:
        while True:
            try:
                data = end.recv(1 << 16)
            except OSError:
                data = b""
            if not data:
                self.close()
                return
            yield data

    def write(self, end: socket.socket, data: bytes) -> None:
        try:
            end.sendall(data)
        except OSError:
            self.close()

    def close(self) -> None:
        for end in (self.client, self.broker):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            end.close()
