"""Follows a log file and sends its errors to an agent that fixes them.

    python3 log_monitor.py app.log --to fixer

The fixer is any agent of the mesh: a coding agent that reads its inbox, or a program that calls
``mesh.wait_message()``. Its mail waits while it is away.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Iterator

from slm_mesh import Mesh, NotFound, SLMMeshError

LOOK_EVERY = 0.2


def lines(path: str) -> Iterator[str]:
    """The lines that are added to a file, from now on; goes on in the new file after a rotation."""
    log = open(path, encoding="utf-8", errors="replace")
    log.seek(0, os.SEEK_END)
    print(f"following {path}", flush=True)
    rest = ""
    while True:
        rest += log.read()
        *whole, rest = rest.split("\n")
        yield from whole
        if not whole:
            time.sleep(LOOK_EVERY)
            if rotated(path, log.fileno()):
                log.close()
                log = open(path, encoding="utf-8", errors="replace")


def rotated(path: str, descriptor: int) -> bool:
    """Whether the path leads to another file now."""
    try:
        return not os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("log", help="the file to follow")
    parser.add_argument("--to", default="fixer", help="name of the agent that gets the errors")
    parser.add_argument("--pattern", default=r"\b(ERROR|FATAL)\b", help="what is an error")
    options = parser.parse_args()
    with Mesh.join(name="log-monitor", agent_type="log-monitor") as mesh:
        mesh.summary(f"watches {options.log}, sends errors to {options.to}")
        for line in lines(options.log):
            if re.search(options.pattern, line):
                report(mesh, options.to, f"{options.log}: {line}")


def report(mesh: Mesh, to: str, text: str) -> None:
    """Sends one error. The monitor goes on whatever becomes of it."""
    try:
        mesh.send(to, text[:10_000], type="alert")
        print(f"sent to {to}: {text}", flush=True)
    except NotFound:
        print(f"{to} has never been on this mesh; not sent: {text}", file=sys.stderr, flush=True)
    except SLMMeshError as error:
        print(f"not sent ({error}): {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
