"""The stages of a run: what each needs, the options it depends on, and how it fills its folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import textmine
from textmine.batch import measuring
from textmine.batch.settings import RunSettings
from textmine.batch.work import Work, plain_data
from textmine.errors import TextmineError
from textmine.memory import give_back
from textmine.recipe import hash_of_data, hash_of_file, versions

if TYPE_CHECKING:
    from textmine.parts import Mask
    from textmine.segment.tables import Tokens

_WORDS_A_TOPIC: Final = 60
_FEW_SEGMENTS: Final = 200
_MOST_TOPICS: Final = 12
# words from which what reading leaves behind is worth the time that giving it back takes
_LONG: Final = 100_000
# blocks that topics are learnt on from memory: 50 MB; more are held on disk meanwhile
_MOST_HELD: Final = 50_000


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


def _read(work: Work, folder: Path) -> None:
    from textmine.corpus.reading import read
    from textmine.corpus.speakers import choose_pilots
    from textmine.corpus.store import save_corpus

    options, pilots = work.settings.read, work.settings.pilots
    corpus = read(
        options.path,
        labels=options.labels,
        leave_out=options.leave_out,
        group_files=options.group_files,
        progress=lambda done, total, _: work.progress(done, total),
        skip_copies=False,
        **options.columns,
    )
    is_declared = (corpus.speakers["role_reason"] == "declared") & (corpus.speakers["role"] == "pilot")
    if pilots.choose or (pilots.choose is None and len(corpus.pilots) < 2 and not is_declared.any()):
        corpus = choose_pilots(corpus, min_words=pilots.min_words, min_meetings=pilots.min_meetings)
    if work.settings.converge.between == "pilot" and len(corpus.pilots) < 2:
        raise TextmineError("one_pilot", found=", ".join(corpus.pilots) or "0", between="pilot")
    save_corpus(corpus, folder)
    is_long = corpus.n_words >= _LONG
    del corpus
    if is_long:
        give_back()


def _split(work: Work, folder: Path) -> None:
    from textmine.segment.cutting import split_each
    from textmine.segment.store import save_segments

    save_segments(split_each(work.corpus_parts, into="blocks", words=work.settings.split.words), folder)


def _annotate(work: Work, folder: Path) -> None:
    from textmine.segment.french import annotate_each
    from textmine.segment.store import save_tokens

    segments, workers = work.segment_parts, work.workers
    n_segments = int(segments.n_rows.sum())
    tokens = annotate_each(
        segments, pipeline=work.settings.annotate.pipeline, processes=workers.processes,
        scheduler=workers.scheduler, progress=lambda done: work.progress(done, n_segments),
    )  # fmt: skip
    save_tokens(tokens, folder)


def _topics(work: Work, folder: Path) -> None:
    import numpy as np

    from textmine.represent.store import save_feature_parts
    from textmine.represent.topics.editing import edit_topics
    from textmine.represent.topics.model import TopicModel
    from textmine.represent.words import speaker_words

    is_learnt = work.is_learnt(work.token_parts)
    tokens, n_segments = work.token_parts.only(is_learnt), int(is_learnt.sum())
    options = work.settings.topics
    n_topics = options.n_topics
    if n_topics is None:
        n_topics = min(_MOST_TOPICS, max(2, _count_active(tokens) // _WORDS_A_TOPIC))
    names = sorted(speaker_words(work.corpus_parts.speakers["speaker"].tolist()))
    rare, common = (5, 0.2) if n_segments >= _FEW_SEGMENTS else (2, 0.5)
    model = TopicModel(
        n_topics=n_topics, seed=work.settings.seed, min_segments=rare, max_share=common, exclude=names,
        neighbours=options.neighbours, within=options.within, refits=options.refits,
    )  # fmt: skip
    with TemporaryDirectory(dir=folder) as held:
        place = Path(held) if n_segments > _MOST_HELD else None
        model.fit(tokens, processes=work.workers.processes, folder=place)
    if options.merge or options.split or options.names:
        model = edit_topics(model, work.tokens, merge=options.merge, split=options.split, names=options.names)
    save_feature_parts(map(model.transform, work.token_parts), folder / "shares")
    words = model.words(10)
    labels = np.array(model.labels_, dtype=object)[words["topic"].to_numpy()]
    words.assign(label=labels).to_parquet(folder / "words.parquet", index=False)
    model.save(folder / "model")


def _count_active(tokens: Sequence[Tokens]) -> int:
    """Return the number of content words, or as many as the most topics need."""
    n_words = 0
    for part in tokens:
        n_words += int(part.active.sum())
        if n_words >= _MOST_TOPICS * _WORDS_A_TOPIC:
            break
    return n_words


def _vectors(work: Work, folder: Path) -> None:
    from textmine.represent.learning import MOST_LEARNT
    from textmine.represent.store import save_feature_parts
    from textmine.represent.vectors import SentenceVectors

    options, segments, workers = work.settings.vectors, work.segment_parts, work.workers
    drawn = _drawn(work.is_learnt(segments), MOST_LEARNT, seed=work.settings.seed)
    model = SentenceVectors(
        purpose="pilot", model=options.model, dimensions=options.dimensions, seed=work.settings.seed
    ).fit(segments.whole(drawn))
    vectors = model.transform_each(segments, processes=workers.processes, scheduler=workers.scheduler)
    save_feature_parts(vectors, folder / "vectors")
    if options.model is None:
        model.save(folder / "model")


def _drawn(chosen: Mask, most: int, *, seed: int) -> Mask:
    """Return as many of the rows chosen, drawn at random, or all where they are not more."""
    import numpy as np

    places = np.flatnonzero(chosen)
    if len(places) <= most:
        return chosen
    drawn = np.zeros_like(chosen)
    drawn[np.random.default_rng(seed).choice(places, most, replace=False)] = True
    return drawn


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
    Stage("read", (), _read_options, _whole(_read)),
    Stage("split", ("read",), lambda settings: {"words": settings.split.words}, _whole(_split)),
    Stage("annotate", ("split",), lambda settings: settings.annotate.model_dump(), _whole(_annotate), True),
    Stage("topics", ("read", "annotate"), _seeded("topics", "split"), _whole(_topics), True),
    Stage("vectors", ("split",), _seeded("vectors", "split"), _whole(_vectors), True),
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
