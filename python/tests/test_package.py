"""What the package promises of itself."""

from __future__ import annotations

import ast
import compileall
import inspect
import re
import sys
import typing
import unittest
from collections.abc import Iterator
from types import ModuleType

import slm_mesh
from slm_mesh import AsyncMesh, Mesh, SLMMeshClient
from support import PYTHON, ROOT

SOURCES = sorted((PYTHON / "src" / "slm_mesh").glob("*.py"))
CLIENT = {
    "health": [],
    "status": [],
    "register": ["pid", "project_path", "agent_type=unknown", "name=auto", "uds_path=None"],
    "unregister": ["peer_id"],
    "heartbeat": ["peer_id"],
    "set_summary": ["peer_id", "summary"],
    "peers": ["scope=machine"],
    "send": ["from_peer", "to_peer", "payload", "msg_type=text"],
    "broadcast": ["from_peer", "payload", "msg_type=text"],
    "inbox": ["peer_id", "msg_filter=unread", "limit=20"],
    "state_get": ["key", "namespace=default"],
    "state_set": ["key", "value", "peer_id", "namespace=default"],
    "state_list": ["namespace=default"],
    "state_delete": ["key", "namespace=default"],
    "lock": ["file_path", "peer_id", "reason=", "ttl_minutes=10"],
    "unlock": ["file_path", "peer_id"],
    "locks": ["file_path=None"],
    "events": ["types=None", "since=None", "limit=50"],
}
"""Names and order that other programs were written for."""


def parameters(function: object) -> list[str]:
    """The positional parameters of a method, with their defaults."""
    found = list(inspect.signature(function).parameters.values())[1:]  # type: ignore[arg-type]
    return [
        p.name if p.default is p.empty else f"{p.name}={p.default}"
        for p in found
        if p.kind is p.POSITIONAL_OR_KEYWORD
    ]


class PackageTest(unittest.TestCase):
    def test_the_clients_methods_are_those_that_programs_call(self) -> None:
        for name, expected in CLIENT.items():
            self.assertEqual(expected, parameters(getattr(SLMMeshClient, name)), name)
        expected = ["host=127.0.0.1", "port=None", "timeout=5", "token_path=None"]
        expected += ["socket_path=None", "data_dir=None"]
        self.assertEqual(expected, parameters(SLMMeshClient.__init__))

    def test_both_faces_have_the_same_methods(self) -> None:
        def public(kind: type) -> set[str]:
            return {name for name in vars(kind) if not name.startswith("_")}

        self.assertEqual({"state", "state_of"}, public(Mesh) - public(AsyncMesh))
        self.assertEqual(set(), public(AsyncMesh) - public(Mesh))
        for name in public(AsyncMesh) - {"id", "name", "project"}:
            ours = parameters(getattr(Mesh, name))
            self.assertEqual(ours, parameters(getattr(AsyncMesh, name)) or ours, name)

    def test_the_version_is_the_projects(self) -> None:
        pom = (ROOT / "pom.xml").read_text()
        version = re.search(r"<artifactId>slm-mesh</artifactId>\s*<version>(.*?)</version>", pom)
        assert version is not None
        self.assertEqual(version.group(1), slm_mesh.__version__)
        self.assertIn(f'\nversion = "{version.group(1)}"\n', (PYTHON / "pyproject.toml").read_text())

    def test_it_needs_the_standard_library_alone(self) -> None:
        for file in SOURCES:
            for node in ast.walk(ast.parse(file.read_text())):
                names = []
                if isinstance(node, ast.Import):
                    names = [each.name for each in node.names]
                elif isinstance(node, ast.ImportFrom) and node.level == 0:
                    names = [str(node.module)]
                for name in names:
                    self.assertIn(name.partition(".")[0], sys.stdlib_module_names, file.name)

    def test_every_function_says_what_it_takes_and_gives(self) -> None:
        for file in SOURCES:
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    with self.subTest(f"{file.name}:{node.lineno} {node.name}"):
                        self.assertIsNotNone(node.returns)
                        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                        bare = [a.arg for a in arguments if a.annotation is None]
                        self.assertIn(bare, ([], ["self"], ["cls"]))

    def test_annotations_mean_something_at_run_time(self) -> None:
        for function in self.public_functions(slm_mesh):
            typing.get_type_hints(function)

    def test_everything_public_is_described(self) -> None:
        for name in slm_mesh.__all__:
            thing = getattr(slm_mesh, name)
            if inspect.isclass(thing) or inspect.isfunction(thing):
                self.assertTrue(inspect.getdoc(thing), name)
        for function in self.public_functions(slm_mesh):
            self.assertTrue(inspect.getdoc(function), function)

    @staticmethod
    def public_functions(module: ModuleType) -> Iterator[typing.Any]:
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isclass(thing):
                for own_name, own in vars(thing).items():
                    if inspect.isfunction(own) and not own_name.startswith("_"):
                        yield own

    def test_it_is_marked_as_typed_and_compiles(self) -> None:
        self.assertTrue((PYTHON / "src" / "slm_mesh" / "py.typed").is_file())
        for folder in ("src", "examples", "tests"):
            self.assertTrue(compileall.compile_dir(PYTHON / folder, quiet=1), folder)

    def test_no_file_is_too_long_to_read(self) -> None:
        for file in SOURCES:
            self.assertLess(len(file.read_text().splitlines()), 400, file.name)
