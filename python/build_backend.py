"""Builds the wheel with nothing but the standard library, so that pip needs no network.

pip fetches what ``[build-system] requires`` names, setuptools as well, before it builds. This names
nothing. A package of pure Python is a zip of its files with three small texts beside them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import re
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PACKAGE = "slm_mesh"
WHEEL = "Wheel-Version: 1.0\nGenerator: slm-mesh\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_EPOCH = (2020, 1, 1, 0, 0, 0)


def _project(key: str) -> str:
    # Python 3.10 has no TOML reader; the lines that are needed are one assignment each.
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    found = re.search(rf'^{re.escape(key)} = "(.*)"$', text, re.MULTILINE)
    if found is None:
        raise ValueError(f"pyproject.toml has no {key}")
    return found.group(1)


def _stem() -> str:
    return f"{PACKAGE}-{_project('version')}"


def _metadata() -> str:
    return (
        "Metadata-Version: 2.1\n"
        f"Name: {_project('name')}\n"
        f"Version: {_project('version')}\n"
        f"Summary: {_project('description')}\n"
        "License: Apache-2.0\n"
        f"Requires-Python: {_project('requires-python')}\n"
    )


def _sources() -> Iterable[tuple[str, bytes]]:
    source = ROOT / "src"
    for file in sorted((source / PACKAGE).rglob("*")):
        if file.suffix == ".py" or file.name == "py.typed":
            yield file.relative_to(source).as_posix(), file.read_bytes()


def _write_wheel(directory: str, contents: Iterable[tuple[str, bytes]]) -> str:
    info = f"{_stem()}.dist-info"
    files = [
        *contents,
        (f"{info}/METADATA", _metadata().encode()),
        (f"{info}/WHEEL", WHEEL.encode()),
    ]
    record = "".join(f"{name},{_digest(data)},{len(data)}\n" for name, data in files)
    files.append((f"{info}/RECORD", f"{record}{info}/RECORD,,\n".encode()))
    name = f"{_stem()}-py3-none-any.whl"
    with zipfile.ZipFile(Path(directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in files:
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.external_attr = 0o644 << 16
            wheel.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return name


def _digest(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return "sha256=" + digest.rstrip(b"=").decode()


def build_wheel(
    wheel_directory: str,
    config_settings: dict[str, str] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """What ``pip install ./python`` calls."""
    return _write_wheel(wheel_directory, _sources())


def build_editable(
    wheel_directory: str,
    config_settings: dict[str, str] | None = None,
    metadata_directory: str | None = None,
) -> str:
    """What ``pip install --editable ./python`` calls."""
    path = f"{ROOT / 'src'}\n".encode()
    return _write_wheel(wheel_directory, [(f"{PACKAGE}.pth", path)])


def build_sdist(sdist_directory: str, config_settings: dict[str, str] | None = None) -> str:
    """The sources as an archive that builds the same wheel."""
    name = f"{_stem()}.tar.gz"
    own = ("pyproject.toml", "build_backend.py")
    files = [(each, (ROOT / each).read_bytes()) for each in own]
    files += [(f"src/{path}", data) for path, data in _sources()]
    files.append(("PKG-INFO", _metadata().encode()))
    # Without the time that gzip notes by itself: same sources, same bytes.
    with (
        gzip.GzipFile(Path(sdist_directory) / name, "wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for path, data in files:
            entry = tarfile.TarInfo(f"{_stem()}/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return name
