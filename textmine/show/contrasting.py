"""Two runs side by side: whether they find the same, and what was done differently."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from textmine import __version__
from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.measure.results import Convergence
from textmine.messages import LANGUAGES, catalogue, language_of_user, say
from textmine.show.charts import distance_chart
from textmine.show.figures import Figure, figure
from textmine.show.grids import Grid, grid
from textmine.show.material import HasMaterial, ReportMaterial
from textmine.show.templating import page_templates, style_sheet
from textmine.show.wording import ABSENT, interval, long_date, number, p_value, percent, typeset

Pair = tuple[ReportMaterial, ReportMaterial]
_MEASURES: Final = ("convergence", "imitation", "complementarity")
_SILENT: Final = ("read.path",)


def compare_runs(
    first: ReportMaterial | HasMaterial,
    second: ReportMaterial | HasMaterial,
    *,
    to: Path | str,
    language: str | None = None,
    names: tuple[str, str] | None = None,
) -> Path:
    """Write two runs side by side as one HTML file: verdicts, estimates, distances, what was done otherwise.

    Parameters
    ----------
    first, second
        What two runs found, or the runs themselves.
    to
        The file; it appears whole or not at all.
    language
        "fr" or "en"; None takes that of the first corpus.
    names
        What to call the runs; the names of their corpora, or 1 and 2 where these are the same.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    TextmineError
        The same name was given twice.

    Notes
    -----
    No test of the difference is made. Runs that share transcripts are not independent samples, and two
    verdicts that differ do not show that two networks do: Gelman, Stern, "The difference between
    'significant' and 'not significant' is not itself statistically significant", 2006. For runs of corpora
    that share no file, the page gives the difference of the relative slopes with a 95 % interval, from both
    intervals as if the estimates were independent and normal.
    """
    pair = (_material(first), _material(second))
    own = (pair[0].corpus.name, pair[1].corpus.name)
    names = names or (own if own[0] != own[1] else (f"{own[0]} 1", f"{own[1]} 2"))
    if names[0] == names[1]:
        raise TextmineError("same_name", name=names[0])
    if language is None:
        told = pair[0].corpus.language
        language = told if told in LANGUAGES else language_of_user()
    return write_whole(Path(to), compare_html(pair, names, language).encode("utf-8"))


def _material(run: ReportMaterial | HasMaterial) -> ReportMaterial:
    return run if isinstance(run, ReportMaterial) else run.material()


def compare_html(pair: Pair, names: tuple[str, str], language: str) -> str:
    """Return the page as text."""
    words, why = _headline(pair, language)
    return (
        page_templates()
        .get_template("compare.html.j2")
        .render(
            css=style_sheet("report.css"),
            t=lambda key, **facts: say(f"contrast.{key}", language, **facts),
            language=language,
            names=names,
            words=words,
            why=why,
            dates=[long_date(material.created, language) for material in pair],
            verdicts=_verdicts(pair, names, language),
            estimates=_estimates(pair, names, language),
            figures=list(_figures(pair, names, language)),
            done=list(_done_differently(pair, names, language)),
            version=__version__,
        )
    )


def _word(measure: str, material: ReportMaterial, language: str) -> str:
    """Return a run's verdict in words, a dash where the measure was not computed."""
    if measure == "convergence":
        kind, subject = material.convergence.verdict, "measure"
    else:
        result = getattr(material, measure)
        if result is None:
            return ABSENT
        kind, subject = result.verdict, measure
    return catalogue(language, subject)[f"verdict_{kind.replace(' ', '_')}"]


def _verdicts(pair: Pair, names: tuple[str, str], language: str) -> Grid:
    rows = [[_word(measure, material, language) for material in pair] for measure in _MEASURES]
    head = [say(f"contrast.{measure}", language) for measure in _MEASURES]
    columns = [(say("contrast.question", language), head, False)]
    columns += [(names[at], [row[at] for row in rows], False) for at in (0, 1)]
    return grid(say("contrast.verdicts_caption", language), columns, language)


def _headline(pair: Pair, language: str) -> tuple[str, list[str]]:
    """Return whether the runs find the same, and what the difference of their slopes is worth."""
    told = [tuple(_word(measure, material, language) for measure in _MEASURES) for material in pair]
    n_same = sum(one == two for one, two in zip(*told, strict=True))
    key = "all_same" if n_same == len(_MEASURES) else "some_same" if n_same else "none_same"
    words = say(f"contrast.{key}", language, same=n_same, total=len(_MEASURES))
    return typeset(words, language), [typeset(line, language) for line in _difference(pair, language)]


def _difference(pair: Pair, language: str) -> Iterator[str]:
    one, two = (material.convergence for material in pair)
    if not (one.is_told and two.is_told):
        yield say("contrast.not_told", language)
        return
    shared = set(_inputs(pair[0]).values()) & set(_inputs(pair[1]).values())
    if shared:
        yield say("contrast.dependent", language, shared=len(shared))
        return
    gap = two.relative_slope - one.relative_slope
    error = math.hypot(*((result.relative_slope_interval[1] - result.relative_slope_interval[0]) / 3.92
                         for result in (one, two)))  # fmt: skip
    if not math.isfinite(error):
        yield say("contrast.no_interval", language, gap=percent(gap, language, digits=1, sign=True))
        return
    bounds = interval((gap - 1.96 * error, gap + 1.96 * error), language, digits=1)
    kind = "apart" if abs(gap) > 1.96 * error else "not_apart"
    yield say(f"contrast.{kind}", language, gap=percent(gap, language, digits=1, sign=True), interval=bounds)


def _inputs(material: ReportMaterial) -> Mapping[str, str]:
    return material.corpus.recipe.inputs


def _estimates(pair: Pair, names: tuple[str, str], language: str) -> Grid:
    columns = [_column(material, language) for material in pair]
    head = [say(f"contrast.{name}", language) for name in columns[0]]
    rows = [(say("contrast.figure", language), head, False)]
    rows += [(names[at], list(columns[at].values()), True) for at in (0, 1)]
    return grid(say("contrast.estimates_caption", language), rows, language)


def _column(material: ReportMaterial, language: str) -> dict[str, str]:
    """Return what one run rests on and estimates, in words."""
    corpus, result = material.corpus, material.convergence
    is_meeting = corpus.meetings["kind"] == "meeting"
    counts: dict[str, float] = {
        "meetings": int(is_meeting.sum()),
        "interviews": int((~is_meeting).sum()),
        "pilots": len(corpus.pilots),
        "words": corpus.n_words,
        "blocks": result.n_blocks,
    }
    return {**{name: number(value, language, digits=0) for name, value in counts.items()},
            **_slope(result, language)}  # fmt: skip


def _slope(result: Convergence, language: str) -> dict[str, str]:
    if not result.is_told:
        return dict.fromkeys(("slope", "slope_interval", "lost", "p"), ABSENT)
    return {
        "slope": percent(result.relative_slope, language, digits=1, sign=True),
        "slope_interval": interval(result.relative_slope_interval, language, digits=1),
        "lost": percent(result.share_lost, language, digits=1),
        "p": p_value(result.p_convergence, language),
    }


def _figures(pair: Pair, names: tuple[str, str], language: str) -> Iterator[tuple[str, Figure]]:
    for at, material in enumerate(pair):
        result = material.convergence
        if result.is_told:
            yield (
                names[at],
                figure(
                    f"distance-{at}",
                    lambda wide, result=result: distance_chart(result, language=language, width=wide),  # type: ignore[misc]
                ),
            )


def _done_differently(pair: Pair, names: tuple[str, str], language: str) -> Iterator[Grid]:
    """Yield the tables of settings, versions and transcripts that differ."""
    tables = (
        ("settings", [_flat(material.settings) for material in pair]),
        ("versions", [dict(material.versions) for material in pair]),
        ("transcripts", [{name: told[:12] for name, told in _inputs(material).items()} for material in pair]),
    )  # fmt: skip
    for name, (one, two) in tables:
        keys = [key for key in dict.fromkeys([*one, *two]) if one.get(key) != two.get(key)]
        keys = [key for key in keys if key not in _SILENT]
        if keys:
            columns = [(say(f"contrast.{name}", language), keys, False)]
            columns += [(names[at], [_said(side.get(key)) for key in keys], False)
                        for at, side in enumerate((one, two))]  # fmt: skip
            yield grid(say(f"contrast.{name}_caption", language), columns, language)


def _flat(settings: Mapping[str, Any], under: str = "") -> dict[str, object]:
    """Return nested settings with dotted names.

    Examples
    --------
    >>> _flat({"seed": 0, "split": {"words": 50}})
    {'seed': 0, 'split.words': 50}
    """
    found: dict[str, object] = {}
    for name, value in settings.items():
        if isinstance(value, Mapping):
            found.update(_flat(value, f"{under}{name}."))
        else:
            found[f"{under}{name}"] = value
    return found


def _said(value: object) -> str:
    return ABSENT if value is None or value == [] else str(value)
