"""A member in a process of its own, which does what it is told on stdin and says so on stdout.

python3 member.py NAME [take]
"""

from __future__ import annotations

import sys

from slm_mesh import Mesh, MeshLock, SLMMeshError


def main() -> None:
    name, *options = sys.argv[1:]
    locks: list[MeshLock] = []
    try:
        with Mesh.join(name, take_over="take" in options, start_broker=False) as mesh:
            say("joined", mesh.id)
            for line in sys.stdin:
                word, _, rest = line.strip().partition(" ")
                try:
                    do(mesh, word, rest, locks)
                except SLMMeshError as error:
                    say(type(error).__name__, error.message)
    except SLMMeshError as error:
        say(type(error).__name__, error.message)


def do(mesh: Mesh, word: str, rest: str, locks: list[MeshLock]) -> None:
    if word == "lock":
        path, wait = rest.split()
        lock = mesh.lock(path, wait=float(wait))
        locks.append(lock)
        say("locked", str(lock.acquire().fencing_token))
    elif word == "count":
        path, times = rest.split()
        for _ in range(int(times)):
            count(mesh, path)
        say("counted", path)
    elif word == "peers":
        say("peers", " ".join(sorted(peer.name for peer in mesh.peers())))
    elif word == "leave":
        raise SystemExit


def count(mesh: Mesh, path: str) -> None:
    """Adds one to the number in a file, in a way that loses counts without the lock."""
    with mesh.lock(path, wait=60):
        with open(path) as file:
            number = int(file.read())
        mesh.status()  # gives the other one time to come in between
        with open(path, "w") as file:
            file.write(str(number + 1))


def say(word: str, text: str) -> None:
    print(word, text, flush=True)


if __name__ == "__main__":
    main()
