"""What was done, with options, seeds, versions and input hashes: kept by every result."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import tomli_w

PACKAGES: Final = (
    "textmine",
    "numpy",
    "pandas",
    "scikit-learn",
    "spacy",
    "sentence-transformers",
    "torch",
)


@dataclass(frozen=True)
class Step:
    """One verb and the options it was called with."""

    verb: str
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        return f"{self.verb}({options})"


@dataclass(frozen=True)
class Recipe:
    """The steps that led to a result, and the hashes of the files it was read from.

    Attributes
    ----------
    steps
        Verbs and options, first to last.
    inputs
        SHA-256 of each input file, by file name.

    Examples
    --------
    >>> recipe = Recipe().then("read", path="corpus").then("split", into="blocks")
    >>> print(recipe)
    read(path='corpus')
    split(into='blocks')
    """

    steps: tuple[Step, ...] = ()
    inputs: dict[str, str] = field(default_factory=dict)

    def then(self, verb: str, **options: Any) -> Recipe:  # noqa: ANN401 - options are of any type
        """Return the recipe with one step more."""
        return replace(self, steps=(*self.steps, Step(verb, options)))

    def merged(self, other: Recipe) -> Recipe:
        """Return both recipes' steps and inputs, each step once, in order of first appearance."""
        steps = [*self.steps, *(step for step in other.steps if step not in self.steps)]
        return Recipe(tuple(steps), {**self.inputs, **other.inputs})

    def to_toml(self) -> str:
        """Return the steps as TOML, one table a verb: the form that ``textmine run`` executes.

        Examples
        --------
        >>> print(Recipe().then("split", into="blocks", tokens=50).to_toml())
        [split]
        into = "blocks"
        tokens = 50
        <BLANKLINE>
        """
        tables = {step.verb: {k: v for k, v in step.options.items() if v is not None} for step in self.steps}
        return tomli_w.dumps(tables)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON: steps and inputs."""
        return {
            "steps": [{"verb": step.verb, "options": step.options} for step in self.steps],
            "inputs": self.inputs,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Recipe:
        """Return the recipe that `to_dict` wrote."""
        steps = tuple(Step(step["verb"], dict(step["options"])) for step in data["steps"])
        return cls(steps, dict(data["inputs"]))

    def __str__(self) -> str:
        return "\n".join(str(step) for step in self.steps)


def versions(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Return the installed version of each package, without importing any.

    Examples
    --------
    >>> sorted(versions(["numpy"]))
    ['numpy']
    """
    found: dict[str, str] = {}
    for package in packages:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal, read in chunks.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "a.txt"
    ...     _ = path.write_text("a")
    ...     hash_of_file(path)[:8]
    'ca978112'
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hash_of_data(data: object) -> str:
    """Return the SHA-256 of plain data (numbers, strings, lists, dicts), whatever the order of keys.

    Examples
    --------
    >>> hash_of_data({"a": 1, "b": 2}) == hash_of_data({"b": 2, "a": 1})
    True
    """
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
