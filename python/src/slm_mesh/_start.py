"""Starts the broker when ``slm-mesh`` is on the path."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from typing import IO

from ._door import VARIABLE

_PASSED_ON = ("HOME", "PATH", "USER", "LOGNAME", "LANG", "TZ", "TMPDIR", "JAVA_HOME")
_PREFIXES_PASSED_ON = ("LC_", "XDG_", "SLM_MESH_")
_UNKNOWN_WORD = 2
_AGAIN_AFTER = 5.0
_AGAIN_AFTER_FAILURE = 30.0
_LONGEST_COMPLAINT = 600

# A launcher that has no word "start" yet runs its broker in the foreground; this cuts it off.
_DETACHED = ("/bin/sh", "-c", '"$0" broker </dev/null >/dev/null 2>&1 &')


class Starter:
    """Starts one broker for a data directory, a step at each nudge, never waiting.

    That there is one broker is the broker's own business; this only sees to it that one program
    does not start a crowd.
    """

    def __init__(self, home: str) -> None:
        self._home = home
        self._guard = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._detached = False
        self._not_before = 0.0
        self.complaint = ""

    @property
    def launcher(self) -> str | None:
        """The program that starts brokers, if there is one on the path."""
        return shutil.which("slm-mesh")

    def nudge(self) -> None:
        """Nobody listens: starts a broker, or looks what became of the one that was started."""
        with self._guard:
            if self._process is not None:
                self._look(self._process)
            elif time.monotonic() >= self._not_before:
                launcher = self.launcher
                if launcher is not None:
                    self._spawn((launcher, "start"))

    def settle(self) -> None:
        """Takes note of the end of what was started, so that nothing is left of it."""
        with self._guard:
            if self._process is not None:
                self._look(self._process)

    def _spawn(self, command: tuple[str, ...]) -> None:
        self.complaint = ""
        self._errors = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                cwd="/",
                env=_environment(self._home, os.environ),
                start_new_session=True,
            )
        except OSError as error:
            self._last_line()
            self._failed(str(error))

    def _look(self, process: subprocess.Popen[bytes]) -> None:
        code = process.poll()
        if code is None:
            return
        self._process = None
        complaint = self._last_line()
        if code == 0:
            self._detached = False
            self._not_before = time.monotonic() + _AGAIN_AFTER
        elif code == _UNKNOWN_WORD and not self._detached:
            self._detached = True
            self._spawn((*_DETACHED, str(self.launcher)))
        else:
            self._failed(complaint or f"slm-mesh start ended with {code}")

    def _failed(self, complaint: str) -> None:
        self.complaint = complaint
        self._detached = False
        self._not_before = time.monotonic() + _AGAIN_AFTER_FAILURE

    def _last_line(self) -> str:
        errors, self._errors = self._errors, None
        if errors is None:
            return ""
        with errors:
            size = errors.seek(0, os.SEEK_END)
            errors.seek(max(0, size - _LONGEST_COMPLAINT))
            text = errors.read().decode("utf-8", "replace").strip()
        return text.rpartition("\n")[2].removeprefix("slm-mesh: ")


def _environment(home: str, environ: Mapping[str, str]) -> dict[str, str]:
    """What a broker needs to know of us: no keys, nothing of the session that starts it."""
    passed = {
        name: value
        for name, value in environ.items()
        if name in _PASSED_ON or name.startswith(_PREFIXES_PASSED_ON)
    }
    return {**passed, VARIABLE: home}
