"""What a run would do, and why, told before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from textmine.batch.pipeline import prepare
from textmine.batch.stages import STAGES
from textmine.batch.store import StageStore
from textmine.recipe import hash_of_data

Cause = Literal["unchanged", "new", "damaged", "options", "files", "needs", "versions", "code"]
_PARTS: Final[tuple[tuple[str, Cause], ...]] = (
    ("options", "options"),
    ("needs", "needs"),
    ("versions", "versions"),
    ("code", "code"),
)
_LONGEST: Final = 40


@dataclass(frozen=True)
class Foreseen:
    """A stage of a run to come.

    Attributes
    ----------
    stage
        Its name.
    runs
        Whether it would be computed.
    reasons
        Why: pairs of a cause and, "" where there is none, what changed in short (``words: 50 → 40``,
        ``reunion-3.txt``, ``annotate``). Causes are "unchanged"; "new" where the stage was never computed,
        "damaged" where its files are no longer those that were written; "options", "files", "needs" (a stage
        that it reads), "versions" (of packages), "code" (of textmine) where these changed.
    """

    stage: str
    runs: bool
    reasons: tuple[tuple[Cause, str], ...]


def foresee(
    source: str | Path, *, to: str | Path, changes: dict[str, Any] | None = None
) -> tuple[Foreseen, ...]:
    """Return what `run_recipe` would compute with the same arguments, and why; nothing is written.

    Returns
    -------
    tuple of Foreseen
        One a stage, in the order of the run.

    Raises
    ------
    TextmineError
        A fault of the recipe, or no such path.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = (Path(folder) / "r.txt").write_text("Ana : Bonjour.")
    ...     plan = foresee(folder, to=Path(folder) / "RUN")
    >>> [(one.stage, one.runs, one.reasons) for one in plan][:2]
    [('read', True, (('new', ''),)), ('split', True, (('new', ''),))]
    """
    settings, store, _ = prepare(source, to, changes)
    keys: dict[str, str] = {}
    plan = []
    for stage in STAGES:
        made_of = stage.made_of(settings, keys)
        keys[stage.name] = key = hash_of_data(made_of)
        reasons = _reasons(store, stage.name, key, made_of)
        plan.append(Foreseen(stage.name, reasons != (("unchanged", ""),), reasons))
    return tuple(plan)


def _reasons(
    store: StageStore, name: str, key: str, made_of: dict[str, Any]
) -> tuple[tuple[Cause, str], ...]:
    if store.has(name, key):
        return (("unchanged", ""),)
    before = store.last(name)
    if before is None:
        return (("new", ""),)
    return tuple(dict.fromkeys(_changes(before, made_of))) or (("damaged", ""),)


def _changes(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[tuple[Cause, str]]:
    """Yield what differs between what a stage was made of and what it would be made of."""
    for part, cause in _PARTS:
        old, new = before.get(part), now.get(part)
        if old == new:
            continue
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            yield cause, ""
            continue
        for name, old_value, new_value in _differences(old, new):
            if name.startswith("files."):
                yield "files", name.removeprefix("files.")
            elif cause == "needs":
                yield cause, name
            else:
                yield cause, f"{name}: {_short(old_value)} → {_short(new_value)}"


def _differences(
    old: Mapping[str, Any], new: Mapping[str, Any], under: str = ""
) -> Iterator[tuple[str, Any, Any]]:
    """Yield the path, the old and the new value of what differs in nested options."""
    for name in dict.fromkeys([*old, *new]):
        one, two = old.get(name), new.get(name)
        if one == two:
            continue
        if isinstance(one, Mapping) and isinstance(two, Mapping):
            yield from _differences(one, two, f"{under}{name}.")
        else:
            yield f"{under}{name}", one, two


def _short(value: object) -> str:
    told = "–" if value is None else str(value)
    return told if len(told) <= _LONGEST else told[: _LONGEST - 1] + "…"
