"""Stages on disk: a stage is there whole, with the hash of each of its files, or not at all."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Callable
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Any

from textmine.files import flush
from textmine.recipe import hash_of_file

_SEAL = "stage.json"


class StageStore:
    """The folder ``stages`` of a run: one subfolder a stage and key.

    A stage is written under a temporary name, its files are flushed to disk and hashed, the seal with the
    hashes is written last, and the folder is renamed: a stage interrupted at any moment has no seal under its
    name, and is not trusted. Nor is one whose files no longer have the hashes of the seal.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str, key: str) -> Path:
        """Return the folder of a stage, there or not."""
        return self.folder / f"{name}-{key[:16]}"

    def has(self, name: str, key: str) -> bool:
        """Return whether the stage is there whole, every file with the hash it was written with."""
        return seal_holds(self.path(name, key), key)

    def last(self, name: str) -> dict[str, Any] | None:
        """Return what the stage that was written last was made of; None where there is none."""
        seals = []
        for path in self.folder.glob(f"{name}-*/{_SEAL}"):
            with suppress(OSError, ValueError, AttributeError):
                made_of = json.loads(path.read_text("utf-8")).get("made_of")
                if isinstance(made_of, dict) and made_of.get("stage") == name:
                    seals.append((path.stat().st_mtime, made_of))
        return max(seals, key=itemgetter(0))[1] if seals else None

    def write(
        self,
        name: str,
        key: str,
        fill: Callable[[Path], None],
        *,
        made_of: dict[str, Any] | None = None,
    ) -> Path:
        """Let `fill` write a stage's files into a fresh folder, then seal it and put it in place.

        Parameters
        ----------
        key
            Hash of all that the result depends on.
        made_of
            The same in full, plain data, kept so that a later run can say what has changed.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f".tmp-{name}-{uuid.uuid4().hex}"
        fresh.mkdir()
        try:
            fill(fresh)
            files = sorted(path for path in fresh.rglob("*") if path.is_file())
            for path in files:
                flush(path)
            hashes = {path.relative_to(fresh).as_posix(): hash_of_file(path) for path in files}
            about = {"stage": name, "key": key, "files": hashes, "made_of": made_of}
            seal = json.dumps(about, ensure_ascii=False, indent=1, default=str)
            (fresh / _SEAL).write_text(seal, encoding="utf-8")
            flush(fresh / _SEAL)
            target = self.path(name, key)
            if target.exists():
                shutil.rmtree(target)
            fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
        return target

    def prune(self, kept: set[Path]) -> None:
        """Remove stages of earlier options, and what interrupted runs left."""
        if not self.folder.is_dir():
            return
        for path in self.folder.iterdir():
            if path not in kept and path.is_dir():
                shutil.rmtree(path, ignore_errors=True)


def seal_holds(folder: Path, key: str | None = None) -> bool:
    """Return whether a stage's folder holds all its files as sealed, and for this key if one is given."""
    try:
        seal = json.loads((folder / _SEAL).read_text("utf-8"))
        files = dict(seal["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if key is not None and seal.get("key") != key:
        return False
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    if found - {_SEAL} != set(files):
        return False
    return all(hash_of_file(folder / file) == digest for file, digest in files.items())
