"""What a run measures besides the distance: rival explanations, imitation, complementarity."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textmine.batch.work import UNTOLD, Work
from textmine.errors import TextmineError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from textmine.measure.cells import Blocks
    from textmine.measure.complementarity.results import Complementarity
    from textmine.measure.controls.results import ActorControl, Controls, Placebo
    from textmine.measure.imitation.results import Adoption, Imitation
    from textmine.measure.outlook import Power
    from textmine.measure.panel import Panel
    from textmine.measure.results import Convergence
    from textmine.represent.features import Features
    from textmine.represent.store import FeatureParts

DECLARED: Final = "legitimacy"
PRIMARY: Final = {
    "vectors": "dist_u",
    "axes": "dist_u",
    "shares": "dist_u_shares",
    "counts": "dist_u_tfidf",
}


def features_on(work: Work, on: str) -> Features:
    """Return the features of the pilots' and the others' blocks that a distance is measured on.

    Parameters
    ----------
    on
        "vectors", "axes" (`textmine.measure.discriminant.cross_fitted`), "shares" or "counts".
    """
    from textmine.measure.discriminant import cross_fitted
    from textmine.represent.words import WordCounts

    if on == "counts":
        return WordCounts().fit_transform(work.tokens)
    if on == "axes":
        options = work.settings.converge
        return cross_fitted(work.vectors, between=options.between, over=options.over)
    return work.shares if on == "shares" else work.vectors


def _blocks_on(work: Work, on: str) -> Blocks:
    """Return what a distance is measured on, left on disk where it can be read one meeting at a time."""
    parts = {"vectors": "vector_parts", "shares": "share_parts"}
    if on not in parts:
        return features_on(work, on)
    found: FeatureParts = getattr(work, parts[on])
    return found.view(work.is_learnt(found))


def convergence_of(work: Work) -> Convergence:
    """Return the distance between pilots over meetings."""
    from textmine.measure.convergence import converge

    options = work.settings.converge
    return converge(
        _blocks_on(work, options.on), n_permutations=options.n_permutations, alpha=options.alpha,
        margin=options.margin, strata=options.strata, **_frame(work),
    )  # fmt: skip


def panel_of(work: Work) -> Panel:
    """Return the trends of all distances that the blocks allow, the one of `convergence_of` as primary."""
    from textmine.measure.panel import converge_panel
    from textmine.represent.closed import style_vectors
    from textmine.represent.words import WordCounts, weigh

    options = work.settings.converge
    counts, style = WordCounts().fit_transform(work.tokens), style_vectors(work.tokens)
    work.let_go("tokens")
    tables = {
        "vectors": features_on(work, "axes") if options.on == "axes" else work.vectors,
        "shares": work.shares,
        "tfidf": weigh(counts),
        "style": style,
        "counts": counts,
    }
    return converge_panel(
        tables, primary=PRIMARY[options.on], strata=options.strata, n_permutations=options.n_permutations,
        **_frame(work),
    )  # fmt: skip


def controls_of(work: Work) -> Controls:
    """Return what each rival explanation does to the estimate, with the talk of those who lead and ask."""
    from textmine.measure.controls.confounds import find_confounds

    options = work.settings.converge
    masked = _masked(work)
    return find_confounds(
        _everyone(work), corpus=work.corpus, masked=masked,
        n_permutations=options.n_permutations, alpha=options.alpha, **_frame(work),
    )  # fmt: skip


def actors_of(work: Work) -> ActorControl:
    """Return how pilots draw closer to each other, beside how they do to those who lead and ask."""
    from textmine.measure.controls.actors import compare_with_actors

    options = work.settings.converge
    return compare_with_actors(
        _everyone(work), n_permutations=options.n_permutations, alpha=options.alpha, **_frame(work)
    )


def placebo_of(work: Work) -> Placebo:
    """Return what the test finds in meetings put in random order."""
    from textmine.measure.controls.shuffling import placebo

    options = work.settings.converge
    return placebo(features_on(work, options.on), alpha=options.alpha, **_frame(work))


def imitation_of(work: Work) -> Imitation:
    """Return who moves towards whom: on vectors with tf-idf, unless shares or counts are asked for."""
    from textmine.measure.imitation.imitating import imitate
    from textmine.represent.words import WordCounts, weigh

    options = work.settings.converge
    # axes change from meeting to meeting: talk of two meetings cannot be compared on them
    if options.on in ("vectors", "axes"):
        features = [work.vectors, weigh(WordCounts().fit_transform(work.tokens), power=2.0)]
    else:
        features = [features_on(work, options.on)]
    return imitate(
        features, legitimacy=legitimacy_of(work), kernel=work.settings.imitate.kernel, strata=options.strata,
        n_permutations=options.n_permutations, alpha=options.alpha, **_frame(work),
    )  # fmt: skip


def legitimacy_of(work: Work) -> str | Mapping[str, float] | None:
    """Return the legitimacy that the settings ask for: a column, or scores derived from the corpus.

    Raises
    ------
    TextmineError
        Being named is asked for, and there is no interview to look in: meetings would explain themselves.
    """
    wanted, options = work.settings.imitate.legitimacy, work.settings.converge
    rows = work.vectors.rows
    if wanted is None:
        is_there = DECLARED in rows and options.between == "pilot"
        return DECLARED if is_there and rows.loc[rows["role"] == "pilot", DECLARED].nunique() > 1 else None
    if wanted == "tenure":
        from textmine.measure.imitation.scores import tenure

        return tenure(rows, between=options.between, over=options.over)
    return _named(work) if wanted == "nominations" else wanted


def _named(work: Work) -> dict[str, float]:
    """Return the share of the other speakers who name each pilot in interviews."""
    from textmine.measure.imitation.scores import nominations
    from textmine.segment.mentions import find_mentions

    rows = work.all_segments.rows
    talk = work.all_segments.take((rows["meeting_kind"] == "interview").to_numpy())
    if not len(talk):
        raise TextmineError("no_interviews")
    measured = rows.loc[rows["meeting_kind"] == "meeting", "meeting"].unique()
    table = nominations(find_mentions(talk, corpus=work.corpus), talk, measured=measured)
    named = table[table["speaker"].isin(work.corpus.pilots)].dropna(subset=["share"])
    return dict(zip(named["speaker"].astype(str), named["share"].astype(float), strict=True))


def adoption_of(work: Work) -> Adoption:
    """Return the phrases taken up from one meeting to the next, with both quotations."""
    from textmine.measure.imitation.adopting import adopt

    return adopt(work.all_tokens, work.all_segments, **_frame(work))


def complementarity_of(work: Work) -> Complementarity:
    """Return what each pilot brings, and whether the others take it up."""
    from textmine.measure.complementarity.complementing import complement

    alpha, periods = work.settings.converge.alpha, work.settings.complement.periods
    return complement(work.shares, periods=periods, alpha=alpha, **_frame(work))


def power_of(work: Work, *, progress: Callable[[int, int], None]) -> Power:
    """Return what convergence could be found in talk of this size."""
    from textmine.measure.planning import power

    options = work.settings.converge
    on = "vectors" if options.on == "axes" else options.on
    return power(features_on(work, on), alpha=options.alpha, progress=progress, **_frame(work))


def fill_with(folder: Path, compute: Callable[[], DataclassInstance]) -> None:
    """Write a result to a folder, or why there is none: what a corpus does not allow ends no run."""
    from textmine.measure.store import save_result

    try:
        result = compute()
    except TextmineError as error:
        folder.mkdir(parents=True, exist_ok=True)
        facts = {name: str(value) for name, value in error.facts.items()}
        (folder / UNTOLD).write_text(json.dumps({"key": error.key, "facts": facts}), encoding="utf-8")
    else:
        save_result(result, folder)


def _frame(work: Work) -> dict[str, Any]:
    """Return the options that all measures share."""
    options = work.settings.converge
    return {"between": options.between, "over": options.over, "seed": work.settings.seed}


def _everyone(work: Work) -> Features:
    """Return the features of all speakers' blocks, on which those who lead can be compared with pilots."""
    return work.all_shares if work.settings.converge.on == "shares" else work.all_vectors


def _masked(work: Work) -> Features:
    """Return the blocks without what questions had offered, as the model of the run's own sees them."""
    from textmine.measure.controls.echo import mask_echoes

    echoes = mask_echoes(work.all_tokens, work.all_segments, work.corpus)
    work.let_go("all_tokens", "all_segments")
    if work.settings.converge.on == "shares":
        from textmine.represent.topics.model import TopicModel

        return TopicModel.load(work.folders["topics"] / "model").transform(echoes.tokens)
    from textmine.represent.vectors import SentenceVectors

    segments = echoes.segments
    del echoes
    saved, model = work.folders["vectors"] / "model", work.settings.vectors.model
    if model is None:
        return SentenceVectors.load(saved).transform(segments)
    return SentenceVectors(purpose="pilot", model=model).fit(segments).transform(segments)
