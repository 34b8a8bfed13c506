"""The stages of a run: what each needs, the options it depends on, and how it fills its folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import textmine
from textmine.batch import measuring
from textmine.batch.foundations import (
    annotate_blocks,
    cut_blocks,
    encode_blocks,
    learn_topics,
    read_corpus,
)
from textmine.batch.settings import RunSettings
from textmine.batch.summary import plain_data
from textmine.batch.work import Work
from textmine.recipe import hash_of_data, hash_of_file, versions


class Part(NamedTuple):
    """A result of a stage: its name in the stage's folder ("" for the folder itself), and what fills it."""

    name: str
    fill: Callable[[Work, Path], None]


@dataclass(frozen=True)
class Stage:
    """One step of a run.

    Attributes
    ----------
    name
        Name of the stage, and of its folder.
    needs
        Stages whose results it reads.
    options
        Gives, from the settings, all options that its result depends on.
    parts
        What it makes; no part reads another, so that each can be made by another process.
    spreads
        Whether it gives work to the run's workers itself: it then runs alone.
    """

    name: str
    needs: tuple[str, ...]
    options: Callable[[RunSettings], dict[str, Any]]
    parts: tuple[Part, ...]
    spreads: bool = False

    def made_of(self, settings: RunSettings, keys: dict[str, str]) -> dict[str, Any]:
        """Return all that the stage's result depends on, as plain data."""
        return {
            "stage": self.name,
            "options": plain_data(self.options(settings)),
            "needs": {name: keys[name] for name in self.needs},
            "versions": versions(),
            "code": fingerprint(),
        }


@cache
def fingerprint() -> str:
    """Return the hash of textmine's own code: results of other code are never taken for those of this one.

    Examples
    --------
    >>> len(fingerprint())
    64
    """
    root = Path(textmine.__file__).parent
    return hash_of_data(
        {path.relative_to(root).as_posix(): hash_of_file(path) for path in root.rglob("*.py")}
    )


def _read_options(settings: RunSettings) -> dict[str, Any]:
    from textmine.corpus.folder import METADATA, SETTINGS, transcripts

    path = Path(settings.read.path)
    base = path if path.is_dir() else path.parent
    files = [*transcripts(path), *(base / name for name in (SETTINGS, METADATA) if (base / name).is_file())]
    hashes = {file.relative_to(base).as_posix(): hash_of_file(file) for file in files}
    between = settings.converge.between
    return {**settings.read.model_dump(), **settings.pilots.model_dump(), "between": between, "files": hashes}


def _converge(work: Work, folder: Path) -> None:
    from textmine.measure.store import save_result

    save_result(measuring.convergence_of(work), folder)


def _measured(measure: Callable[[Work], Any]) -> Callable[[Work, Path], None]:
    """Return what writes a measure, or why there is none."""
    return lambda work, folder: measuring.fill_with(folder, lambda: measure(work))


def _adopt(work: Work, folder: Path) -> None:
    if work.settings.imitate.phrases:
        measuring.fill_with(folder, lambda: measuring.adoption_of(work))


def _content(room: str, name: str) -> Callable[[Work, Path], None]:
    """Return what writes a measure of a module that loads much, which is imported when it is asked for."""

    def fill(work: Work, folder: Path) -> None:
        measure = getattr(import_module(f"textmine.batch.{room}"), name)
        measuring.fill_with(folder, lambda: measure(work))

    return fill


def _tables(work: Work, folder: Path) -> None:
    from textmine.batch.material import write_tables

    write_tables(work, folder)


def _figures(work: Work, folder: Path) -> None:
    from textmine.batch.material import write_figures

    write_figures(work, folder)


def _report(work: Work, file: Path) -> None:
    from textmine.batch.material import write_report

    write_report(work, file)


def _show_options(settings: RunSettings) -> dict[str, Any]:
    return {"language": settings.report.language, "settings": settings.model_dump(exclude={"read", "report"})}


def _seeded(*sections: str) -> Callable[[RunSettings], dict[str, Any]]:
    def options(settings: RunSettings) -> dict[str, Any]:
        return {**{name: getattr(settings, name).model_dump() for name in sections}, "seed": settings.seed}

    return options


def _whole(fill: Callable[[Work, Path], None]) -> tuple[Part, ...]:
    return (Part("", fill),)


# those that take longest first: where several run at once, the last to begin must be short
_CONTENTS: Final = (
    Part("themes", _content("contents", "themes_of")),
    Part("classes", _content("contents", "classes_of")),
    Part("usages", _content("lexis", "usages_of")),
    Part("portraits", _content("lexis", "portraits_of")),
    Part("paths", _content("contents", "topic_paths_of")),
)
_CONTROLS: Final = (
    Part("confounds", _measured(measuring.controls_of)),
    Part("actors", _measured(measuring.actors_of)),
    Part("placebo", _measured(measuring.placebo_of)),
)
_SHOWN: Final = (Part("report.html", _report), Part("figures", _figures), Part("tables", _tables))
_MEASURED: Final = ("panel", "controls", "imitate", "adopt", "complement", "lexis", "contents")
STAGES: Final = (
    Stage("read", (), _read_options, _whole(read_corpus)),
    Stage("split", ("read",), lambda settings: {"words": settings.split.words}, _whole(cut_blocks)),
    Stage("annotate", ("split",), lambda settings: settings.annotate.model_dump(),
          _whole(annotate_blocks), True),
    Stage("topics", ("read", "annotate"), _seeded("topics", "split"), _whole(learn_topics), True),
    Stage("vectors", ("split",), _seeded("vectors", "split"), _whole(encode_blocks), True),
    Stage("converge", ("annotate", "topics", "vectors"), _seeded("converge"), _whole(_converge)),
    Stage("panel", ("annotate", "topics", "vectors"), _seeded("converge"),
          _whole(_measured(measuring.panel_of))),
    Stage("controls", ("read", "annotate", "topics", "vectors"), _seeded("converge"), _CONTROLS),
    Stage("imitate", ("read", "topics", "vectors"), _seeded("converge", "imitate"),
          _whole(_measured(measuring.imitation_of))),
    Stage("adopt", ("annotate",), _seeded("converge", "imitate"), _whole(_adopt)),
    Stage("complement", ("topics",), _seeded("converge", "complement"),
          _whole(_measured(measuring.complementarity_of))),
    Stage("lexis", ("read", "annotate"), _seeded("split"), _whole(_content("lexis", "overview_of"))),
    Stage("contents", ("read", "split", "annotate", "topics", "vectors"), _seeded("split"), _CONTENTS),
    Stage("show", ("read", "split", "topics", "vectors", "converge", *_MEASURED), _show_options, _SHOWN),
)  # fmt: skip
