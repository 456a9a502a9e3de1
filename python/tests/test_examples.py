"""The examples do what they say."""

from __future__ import annotations

import json
import re
import signal
from subprocess import Popen

from support import PYTHON, BrokerCase, eventually

LOG_MONITOR = str(PYTHON / "examples" / "log_monitor.py")
WORKER_POOL = str(PYTHON / "examples" / "worker_pool.py")


class LogMonitorTest(BrokerCase):
    def setUp(self) -> None:
        self.log = self.broker.work / "app.log"
        self.log.write_text("ERROR of yesterday\n")

    def monitor(self) -> Popen[str]:
        process = self.broker.python(LOG_MONITOR, "app.log", "--to", "fixer")
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertEqual("following app.log", self.line(process))
        return process

    @staticmethod
    def line(process: Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()

    def write(self, text: str) -> None:
        with self.log.open("a") as log:
            log.write(text)

    def test_errors_reach_the_fixer(self) -> None:
        with self.broker.join("fixer") as fixer:
            process = self.monitor()
            self.write("INFO all is well\nERROR disk is ")
            self.write("full\nan ERRORLESS line\n")
            message = fixer.wait_message(20)
            assert message is not None
            self.assertEqual("app.log: ERROR disk is full", message.payload)
            self.assertEqual(("alert", "log-monitor"), (message.msg_type, message.from_name))
            self.log.rename(self.broker.work / "app.log.1")
            self.write("FATAL in the new file\n")
            message = fixer.wait_message(20)
            assert message is not None
            self.assertEqual("app.log: FATAL in the new file", message.payload)
            self.assertEqual([], fixer.inbox())
            self.assertIn("app.log", fixer.peers()[0].summary)
            process.send_signal(signal.SIGINT)
            self.assertEqual(0, process.wait(20))
            self.assertEqual([], fixer.peers())

    def test_it_goes_on_without_a_fixer(self) -> None:
        process = self.broker.python(LOG_MONITOR, "app.log", "--to", "nobody")
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.assertEqual("following app.log", self.line(process))
        self.write("ERROR unheard\n")
        assert process.stderr is not None
        self.assertIn("nobody has never been on this mesh", process.stderr.readline())
        with self.broker.join("nobody") as fixer:
            self.write("ERROR heard\n")
            message = fixer.wait_message(20)
            assert message is not None
            self.assertEqual("app.log: ERROR heard", message.payload)


class WorkerPoolTest(BrokerCase):
    def run_all(self, *words: str, times: int = 1) -> list[str]:
        processes = [self.broker.python(WORKER_POOL, *words) for _ in range(times)]
        lines = []
        for process in processes:
            output, errors = process.communicate(timeout=60)
            self.assertEqual((0, ""), (process.returncode, errors))
            lines += output.splitlines()
        return lines

    def test_each_task_is_done_once(self) -> None:
        numbers = [str(number) for number in range(12)]
        self.assertEqual(["12 tasks added"], self.run_all("add", *numbers))
        done = self.run_all("work", times=3)
        results = sorted(re.sub(r"^\S+: ", "", line) for line in done)
        self.assertEqual(sorted(f"square-{n} = {n * n}" for n in range(12)), results)
        shown = [line.split(" ", 1) for line in self.run_all("show")]
        self.assertEqual(12, len(shown))
        for key, value in shown:
            told = json.loads(value)
            self.assertEqual("done", told["status"])
            self.assertEqual(int(key.removeprefix("square-")) ** 2, told["result"])

    def test_the_task_of_a_dead_worker_is_done_by_another(self) -> None:
        self.run_all("add", "99")
        dying = self.broker.python(
            "-c",
            "import sys\nfrom slm_mesh import Mesh\nmesh = Mesh.join()\n"
            "mesh.lock('.pool/square-99').acquire()\nprint('has it', flush=True)\nsys.stdin.read()",
        )
        self.addCleanup(dying.communicate)
        assert dying.stdout is not None
        self.assertEqual("has it", dying.stdout.readline().strip())
        self.assertEqual([], [line for line in self.run_all("work") if "99" in line])
        dying.kill()
        done = eventually("another worker", lambda: self.run_all("work"))
        self.assertTrue(done[0].endswith("square-99 = 9801"))
