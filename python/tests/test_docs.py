"""docs/python.md says what is so."""

from __future__ import annotations

import re
import unittest

import slm_mesh
from slm_mesh import Mesh, SLMMeshClient
from support import ROOT, BrokerCase

TEXT = (ROOT / "docs" / "python.md").read_text()


class ExampleTest(BrokerCase):
    def test_it_prints_what_is_printed_there(self) -> None:
        program, output = re.findall(r"```python\n(.*?)```\nIn `/src/app` .*?```\n(.*?)```", TEXT, re.S)[0]
        process = self.broker.python("-c", program)
        printed, errors = process.communicate(timeout=60)
        self.assertEqual("", errors)
        self.assertEqual(output, printed.replace(str(self.broker.work), "/src/app"))


class ReferenceTest(unittest.TestCase):
    def test_every_method_is_there(self) -> None:
        membership, _, client = TEXT.partition("## One call, one answer")
        for kind, text in ((Mesh, membership), (SLMMeshClient, client)):
            for name in vars(kind):
                if not name.startswith("_"):
                    self.assertRegex(text, rf"`[^`]*\b{name}\b")

    def test_every_exception_is_there(self) -> None:
        for name in slm_mesh.__all__:
            thing = getattr(slm_mesh, name)
            if isinstance(thing, type) and issubclass(thing, Exception):
                self.assertIn(f"`{name}`", TEXT)
