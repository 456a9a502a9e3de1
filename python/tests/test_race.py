"""Processes against each other."""

from __future__ import annotations

from pathlib import Path
from subprocess import Popen

from support import BrokerCase

MEMBER = str(Path(__file__).with_name("member.py"))
PROCESSES = 2
TIMES = 15


class RaceTest(BrokerCase):
    def start(self, name: str) -> Popen[str]:
        process = self.broker.python(MEMBER, name)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertTrue(self.line(process).startswith("joined"))
        return process

    @staticmethod
    def line(process: Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()

    def test_two_processes_lose_no_count(self) -> None:
        counter = self.broker.work / "counter"
        counter.write_text("0")
        processes = [self.start(f"counter-{number}") for number in range(PROCESSES)]
        for process in processes:
            print(f"count {counter} {TIMES}", file=process.stdin, flush=True)
        for process in processes:
            self.assertEqual(f"counted {counter}", self.line(process))
        self.assertEqual(str(PROCESSES * TIMES), counter.read_text())
        tokens = [
            event.payload["fencingToken"] for event in self.broker.client().events(["file_locked"])
        ]
        self.assertEqual(sorted(set(tokens)), tokens)

    def test_two_processes_that_join_under_one_name_are_not_both_it(self) -> None:
        processes = [self.broker.python(MEMBER, "only-one") for _ in range(2)]
        for process in processes:
            self.addCleanup(process.communicate)
            self.addCleanup(process.kill)
        words = [self.line(process).split()[0] for process in processes]
        for process, word in zip(processes, words):
            if word == "joined":
                print("peers", file=process.stdin, flush=True)
        answers = [
            self.line(process).split(" ")[0] if word == "joined" else word
            for process, word in zip(processes, words)
        ]
        self.assertEqual(["NameTaken", "peers"], sorted(answers))
