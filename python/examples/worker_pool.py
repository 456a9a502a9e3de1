"""Workers that share tasks over the mesh: each task is done once, whoever lives.

    python3 worker_pool.py add 3 5 8        # tasks: numbers to square
    python3 worker_pool.py work             # as many of these as you like, in other terminals
    python3 worker_pool.py show

A task is a shared value, ``todo`` or ``done …``. A worker claims one by a lock of its name; a worker
that dies leaves the mesh, its lock is free, and another one does the task.
"""

from __future__ import annotations

import argparse
import json

from slm_mesh import LockHeld, Mesh, SharedState

NAMESPACE = "worker-pool"


def add(tasks: SharedState, numbers: list[int]) -> None:
    """Puts tasks on the list."""
    for number in numbers:
        tasks[f"square-{number}"] = json.dumps({"status": "todo", "number": number})
    print(f"{len(numbers)} tasks added", flush=True)


def work(mesh: Mesh, tasks: SharedState) -> None:
    """Does tasks until none is left that nobody does."""
    while True:
        claimed = [key for key in tasks if is_todo(tasks, key) and claim(mesh, tasks, key)]
        if not claimed:
            return


def is_todo(tasks: SharedState, key: str) -> bool:
    """Whether a task waits for somebody."""
    return bool(json.loads(tasks[key])["status"] == "todo")


def claim(mesh: Mesh, tasks: SharedState, key: str) -> bool:
    """Does a task unless another worker has it; tells whether it was done here."""
    try:
        with mesh.lock(f".pool/{key}", reason="doing it"):
            if not is_todo(tasks, key):  # somebody was faster
                return False
            number = json.loads(tasks[key])["number"]
            result = {"status": "done", "by": mesh.name, "result": number * number}
            tasks[key] = json.dumps(result)
            print(f"{mesh.name}: {key} = {number * number}", flush=True)
            return True
    except LockHeld:
        return False


def show(tasks: SharedState) -> None:
    """Prints what became of the tasks."""
    for key in tasks:
        print(key, tasks[key])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("add").add_argument("numbers", nargs="+", type=int)
    words.add_parser("work")
    words.add_parser("show")
    options = parser.parse_args()
    with Mesh.join(agent_type="worker") as mesh:
        tasks = mesh.state_of(NAMESPACE)
        if options.word == "add":
            add(tasks, options.numbers)
        elif options.word == "work":
            work(mesh, tasks)
        else:
            show(tasks)


if __name__ == "__main__":
    main()
