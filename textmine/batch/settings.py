"""The recipe of a run: what `textmine run` reads from TOML, checked before anything is done."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from textmine.errors import TextmineError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReadSettings(_Section):
    """Where the transcripts are, and how their columns and labels are named."""

    path: str
    group_files: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    labels: dict[str, str] = Field(default_factory=dict)
    leave_out: list[str] = Field(default_factory=list)


class PilotSettings(_Section):
    """Who is a pilot when the corpus does not say: words said in one meeting, and number of such meetings."""

    min_words: int = Field(default=200, ge=1)
    min_meetings: int = Field(default=2, ge=1)
    choose: bool | None = None


class SplitSettings(_Section):
    """Size of a block in words, and the roles that models learn from."""

    words: int = Field(default=50, ge=10)
    roles: list[str] = Field(default_factory=lambda: ["pilot", "other"])


class AnnotateSettings(_Section):
    """The spaCy pipeline."""

    pipeline: str = "fr-oral"


class TopicSettings(_Section):
    """The topic model, and what a hand changes in it (`edit_topics`); by default 12 topics or fewer.

    Topics that measures rest on are learnt without knowing who speaks: ``within`` is "meeting".
    """

    n_topics: int | None = Field(default=None, ge=2)
    neighbours: int = Field(default=3, ge=0)
    within: Literal["meeting", "speaker"] = "meeting"
    refits: int = Field(default=10, ge=0)
    merge: list[list[int | str]] = Field(default_factory=list)
    split: list[int | str] = Field(default_factory=list)
    names: dict[str, str] = Field(default_factory=dict)


class VectorSettings(_Section):
    """The sentence vectors: trained on the corpus, or any sentence-transformers model."""

    model: str | None = None
    dimensions: int | None = Field(default=None, ge=8)


class ConvergeSettings(_Section):
    """What is compared, and the declared test."""

    on: Literal["vectors", "axes", "shares", "counts"] = "vectors"
    between: str = "pilot"
    over: str = "meeting"
    strata: str | None = None
    n_permutations: int = Field(default=9_999, ge=99)
    alpha: float = Field(default=0.05, gt=0, lt=0.5)
    margin: float = Field(default=0.20, gt=0, lt=1)


class ImitateSettings(_Section):
    """Where legitimacy comes from: a column, "tenure", "nominations"; None: the column if there is one."""

    legitimacy: str | None = None
    kernel: Literal["lag1", "sign"] = "lag1"
    phrases: bool = True


class ComplementSettings(_Section):
    """Number of periods of equal length; None: two."""

    periods: int | None = Field(default=None, ge=1)


class ReportSettings(_Section):
    """Language of the report: "fr", "en", or that of the corpus."""

    language: Literal["fr", "en"] | None = None


class RunSettings(_Section):
    """A whole run, one section a verb.

    Examples
    --------
    >>> RunSettings(read=ReadSettings(path="corpus")).split.words
    50
    """

    read: ReadSettings
    pilots: PilotSettings = PilotSettings()
    split: SplitSettings = SplitSettings()
    annotate: AnnotateSettings = AnnotateSettings()
    topics: TopicSettings = TopicSettings()
    vectors: VectorSettings = VectorSettings()
    converge: ConvergeSettings = ConvergeSettings()
    imitate: ImitateSettings = ImitateSettings()
    complement: ComplementSettings = ComplementSettings()
    report: ReportSettings = ReportSettings()
    seed: int = 0


def load_settings(source: Path, changes: dict[str, dict[str, Any] | Any]) -> RunSettings:
    """Return the settings of a run from a recipe file or a corpus, with changes from the command line.

    Parameters
    ----------
    source
        A recipe (a .toml file with a section ``read``), or the file or folder of a corpus.
    changes
        ``{section: {option: value}}``; options that are None change nothing.

    Raises
    ------
    TextmineError
        The file is no TOML, or an option is unknown or out of range.
    """
    data: dict[str, Any] = {"read": {"path": str(source)}}
    if source.suffix == ".toml" and source.is_file():
        data = _toml(source)
        path = Path(data.get("read", {}).get("path", "."))
        data.setdefault("read", {})["path"] = str(path if path.is_absolute() else source.parent / path)
    return _validated(_merged(data, changes), source)


def changed(settings: RunSettings, changes: dict[str, dict[str, Any] | Any]) -> RunSettings:
    """Return settings with some changed; options that are None change nothing.

    Raises
    ------
    TextmineError
        An option is unknown or out of range.

    Examples
    --------
    >>> changed(RunSettings(read=ReadSettings(path="corpus")), {"seed": 1}).seed
    1
    """
    return _validated(_merged(settings.model_dump(), changes), Path(settings.read.path))


def _merged(data: dict[str, Any], changes: dict[str, dict[str, Any] | Any]) -> dict[str, Any]:
    merged = dict(data)
    for section, options in changes.items():
        if isinstance(options, dict):
            given = {name: value for name, value in options.items() if value is not None}
            merged[section] = {**merged.get(section, {}), **given}
        elif options is not None:
            merged[section] = options
    return merged


def _validated(data: dict[str, Any], source: Path) -> RunSettings:
    try:
        return RunSettings.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        raise TextmineError("bad_recipe", file=source, place=place, fault=first["msg"]) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TextmineError("bad_toml", file=path, fault=error) from error
