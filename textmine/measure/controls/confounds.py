"""Confounds of a convergence: whether each is present in this corpus, and what it does to the estimate."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from textmine.corpus.tables import Corpus
from textmine.measure.cells import Floats, cell_sums, index_of
from textmine.measure.controls import effects, meeting_facts
from textmine.measure.controls.actors import ACTOR_ROLES, compare_with_actors
from textmine.measure.controls.effects import Effect
from textmine.measure.controls.meeting_facts import Material
from textmine.measure.controls.results import Controls, Facts, Found
from textmine.measure.controls.trends import (
    Change,
    extreme_start,
    groups_in_time,
    largest_trend,
    rank_trend,
)
from textmine.measure.convergence import converge
from textmine.represent.features import Features

CONFOUNDS: Final = (
    "speaking_time", "speaking_inequality", "turn_length", "attendance", "agenda", "actor_talk", "actor",
    "echo", "transcriber", "first_meeting",
)  # fmt: skip
_NAN: Final = float("nan")


class _Finding(NamedTuple):
    """One confound: whether it is there, its value at each meeting (U,), and the estimate without it."""

    name: str
    change: Change
    values: Floats
    effect: Effect
    facts: Facts
    found: Found | None = None
    sentence: str = ""


def find_confounds(
    features: Features,
    *,
    between: str = "pilot",
    over: str = "meeting",
    corpus: Corpus | None = None,
    masked: Features | None = None,
    seed: int = 0,
    n_permutations: int = 9_999,
    alpha: float = 0.05,
) -> Controls:
    """Look for what else than the pilots could make their talk draw closer, or seem to.

    Parameters
    ----------
    features
        One row a block, best of all roles (``split(corpus, roles=None)``): the one who leads is a control.
    between, over
        As in `textmine.measure.convergence.converge`.
    corpus
        For the length of turns, the share of talk of those who lead, and the transcribers.
    masked
        Features of ``mask_echoes(...)``, made by the same model as `features`.
    n_permutations
        Orders drawn when there are more than 7 meetings; all orders otherwise.
    alpha
        Level at which a confound is said to be there, and an estimate to hold. Not corrected for the number
        of confounds: one warning too many costs less than one too few, and of ten clean ones one is found in
        two corpora of five.

    Returns
    -------
    Controls
        One row a confound, `CONFOUNDS`.

    Raises
    ------
    TextmineError
        Fewer than two pilots, or no such column.

    Notes
    -----
    A confound that changes with time (Spearman's rho, two-sided permutation of the order of meetings) may be
    why the distance does. Controls: ``speaking_time`` and ``speaking_inequality``: as many blocks for every
    pilot, of all meetings or of each; ``turn_length``, ``actor_talk``, ``transcriber``: covariates
    (`order_test_with_covariates`); ``attendance``: pilots always there; ``agenda``: compared item by item (a
    covariate where items are too thin), its p-value over all items at once; ``actor``: the pilots' relative
    slope less that towards who leads (`compare_with_actors`); ``echo``: words of the question masked;
    ``first_meeting``: left out (regression to the mean). What is "cannot be told" was not looked at for want
    of data, or could not reach `alpha` with so few meetings: it is no acquittal.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> rows = pd.DataFrame([(p, m, m, "pilot") for p in "ab" for m in range(6) for _ in range(4 + 3 * m)],
    ...                     columns=["speaker", "meeting", "order", "role"])
    >>> values = np.column_stack([rows["speaker"] == "a", rows["speaker"] == "b"])
    >>> features = Features(rows, values + rng.normal(0, 0.2, values.shape), ("x", "y"), "vectors")
    >>> table = find_confounds(features).frame().set_index("name")
    >>> table.loc["speaking_time", ["found", "sentence"]].tolist()
    ['yes', 'speaking_time_yes']
    """
    settings: dict[str, object] = {
        "between": between, "over": over, "alpha": alpha, "seed": seed, "n_permutations": n_permutations,
    }  # fmt: skip
    base = converge(features, **settings)  # type: ignore[arg-type]
    index = index_of(features.rows, between=between, over=over)
    used = np.array([index.meetings.index(name) for name in base.table["meeting"]], dtype=np.int64)
    material = Material(
        features, masked, corpus, index, cell_sums(features, index), base, used,
        between, over, seed, n_permutations, alpha,
    )  # fmt: skip
    findings = _look(material) if base.is_told else [_nothing(name) for name in CONFOUNDS]
    recipe = features.recipe.then("find_confounds", **settings)
    rows = [_row(finding, material) for finding in findings]
    reasons = [_reasons(finding, row, alpha) for finding, row in zip(findings, rows, strict=True)]
    table = pd.DataFrame(rows)
    table["sentence"], table["effect"] = ([pair[side][0] for pair in reasons] for side in (0, 1))
    flat = tuple(reason for pair in reasons for reason in pair)
    return Controls(table, _by_meeting(findings, material), flat, settings, recipe)


def _look(material: Material) -> list[_Finding]:
    return [
        _speaking_time(material),
        _speaking_inequality(material),
        _covariate("turn_length", meeting_facts.turn_length(material), material),
        _attendance(material),
        _agenda(material),
        _covariate("actor_talk", meeting_facts.actor_talk(material, ACTOR_ROLES), material),
        _actor(material),
        _echo(material),
        _transcriber(material),
        _first_meeting(material),
    ]


def _trend(values: Floats, material: Material) -> Change:
    return rank_trend(values, seed=material.seed, n_permutations=material.n_permutations)


def _ends(values: Floats) -> dict[str, object]:
    known = values[np.isfinite(values)]
    return {"first": float(known[0]), "last": float(known[-1])} if len(known) else {}


def _covariate(name: str, values: Floats, material: Material) -> _Finding:
    effect = effects.with_covariates(material, values)
    return _Finding(name, _trend(values, material), values, effect, _ends(values))


def _speaking_time(material: Material) -> _Finding:
    values, kept = meeting_facts.speaking_time(material), effects.smallest_cells(material, of_all=True)
    facts = {**_ends(values), "kept": int(kept.max())}
    effect = effects.equal_blocks(material, kept)
    return _Finding("speaking_time", _trend(values, material), values, effect, facts)


def _speaking_inequality(material: Material) -> _Finding:
    values = meeting_facts.speaking_inequality(material)
    effect = effects.equal_blocks(material, effects.smallest_cells(material, of_all=False))
    return _Finding("speaking_inequality", _trend(values, material), values, effect, _ends(values))


def _attendance(material: Material) -> _Finding:
    values = meeting_facts.attendance(material)
    absent = int((~material.present).sum())
    facts = {**_ends(values), "absent": absent, "cells": material.present.size}
    effect = effects.always_present(material)
    sentence = "" if absent else "attendance_full"
    return _Finding("attendance", _trend(values, material), values, effect, facts, sentence=sentence)


def _agenda(material: Material) -> _Finding:
    shares = meeting_facts.agenda_shares(material)
    change, item = largest_trend(shares, seed=material.seed, n_permutations=material.n_permutations)
    values = shares[item].to_numpy() if item else np.full(len(material.used), _NAN)
    effect = effects.within_agenda(material, values)
    facts = {**_ends(values), "item": item, "items": shares.shape[1]}
    return _Finding("agenda", change, values, effect, facts)


def _actor(material: Material) -> _Finding:
    result = compare_with_actors(
        material.features, between=material.between, over=material.over,
        seed=material.seed, n_permutations=material.n_permutations, alpha=material.alpha,
    )  # fmt: skip
    places = result.table.set_index("meeting")["centre_to_actor"]
    values = places.reindex(material.meetings).to_numpy(dtype=np.float64)
    found: Found = "no"
    if result.verdict in ("actor-driven", "cannot be told"):
        found = "yes" if result.verdict == "actor-driven" else "cannot be told"
    change = Change("slope", result.centre_slope, result.p_centre, len(result.table))
    effect = Effect("control_actor", result.difference, result.p_difference)
    sentence, facts = result.reasons[0]
    return _Finding("actor", change, values, effect, facts, found, sentence)


def _echo(material: Material) -> _Finding:
    values = meeting_facts.masked_share(material)
    effect = effects.without_echoes(material)
    return _Finding("echo", _trend(values, material), values, effect, _ends(values))


def _transcriber(material: Material) -> _Finding:
    labels = meeting_facts.transcribers(material)
    change = groups_in_time(labels, seed=material.seed, n_permutations=material.n_permutations)
    codes, names = pd.factorize(np.array(labels, dtype=object))
    known = np.array([bool(label) for label in labels])
    dummies = (codes[:, None] == np.arange(1, len(names))).astype(np.float64)
    dummies[~known] = _NAN
    values = np.where(known, codes.astype(np.float64), _NAN)
    effect = effects.with_covariates(material, dummies)
    if change.is_constant or not known.any():
        effect = Effect(effect.control, _NAN, _NAN)
    return _Finding("transcriber", change, values, effect, {"names": ", ".join(sorted({*labels} - {""}))})


def _first_meeting(material: Material) -> _Finding:
    change = extreme_start(material.distance, material.weight)
    effect = effects.without_first(material)
    return _Finding("first_meeting", change, material.distance, effect, {"meeting": material.meetings[0]})


def _nothing(name: str) -> _Finding:
    change, effect = Change("", _NAN, _NAN, 0), Effect("", _NAN, _NAN)
    return _Finding(name, change, np.zeros(0), effect, {}, "cannot be told", "nothing_to_compare")


def _judged(finding: _Finding, material: Material) -> tuple[Found, str]:
    """Return whether the confound is there, and the key of the sentence that says so."""
    name, change = finding.name, finding.change
    if finding.found is not None:
        return finding.found, finding.sentence
    if change.is_constant:
        return "no", finding.sentence or "constant"
    if change.n == 0:
        return "cannot be told", f"{name}_untold"
    if change.smallest > material.alpha:
        return "cannot be told", "too_short"
    return ("yes", f"{name}_yes") if change.p <= material.alpha else ("no", f"{name}_no")


def _row(finding: _Finding, material: Material) -> dict[str, object]:
    found, sentence = _judged(finding, material)
    change, effect, base = finding.change, finding.effect, material.base
    return {
        "name": finding.name, "found": found, "statistic": change.statistic, "measure": change.measure,
        "p": change.p, "n": change.n, "control": effect.control,
        "slope_before": base.relative_slope, "slope_after": effect.slope,
        "p_before": base.p_convergence, "p_after": effect.p, "sentence": sentence,
    }  # fmt: skip


def _reasons(finding: _Finding, row: dict[str, object], alpha: float) -> tuple[tuple[str, Facts], ...]:
    """Return two sentences: whether the confound is there, and what its control does."""
    facts = {**row, **finding.facts, "alpha": alpha}
    before, after = float(str(row["p_before"])), finding.effect.p
    if not (np.isfinite(after) and np.isfinite(finding.effect.slope)):
        effect = "effect_untold"
    elif before <= alpha:
        effect = "effect_holds" if after <= alpha else "effect_falls"
    else:
        effect = "effect_appears" if after <= alpha else "effect_none"
    return (str(row["sentence"]), facts), (effect, facts)


def _by_meeting(findings: list[_Finding], material: Material) -> pd.DataFrame:
    names, order = material.meetings, material.blocks.order[material.used]
    parts = [
        pd.DataFrame({"name": finding.name, "meeting": names, "order": order, "value": finding.values})
        for finding in findings
        if len(finding.values)
    ]
    columns = {"name": "str", "meeting": "str", "order": "int64", "value": "float64"}
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    return pd.concat(parts, ignore_index=True) if parts else empty
