"""The check of a corpus as one page: what to mend, then meetings, speakers, and a card for each file."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine import __version__
from textmine.corpus.faults import check
from textmine.corpus.pieces import count_characters
from textmine.corpus.tables import Corpus
from textmine.files import write_whole
from textmine.messages import language_of_user, say
from textmine.show.inspection_parts import cards, labels_grid, listed, plural, sittings_grid
from textmine.show.templating import page_templates, style_sheet
from textmine.show.wording import long_date, number, percent

SECTIONS: Final = ("findings", "meetings", "speakers", "files")


def write_check(
    corpus: Corpus, *, to: Path | str, faults: pd.DataFrame | None = None, language: str | None = None
) -> Path:
    """Write what a check finds as one HTML file that needs no network and no script.

    Parameters
    ----------
    corpus
        Corpus as read.
    to
        The file; it appears whole or not at all.
    faults
        What `textmine.corpus.faults.check` found, in the same language; None checks now.
    language
        "fr" or "en"; None follows the user's locale.

    Returns
    -------
    Path
        The file written.
    """
    language = language or language_of_user()
    faults = check(corpus, language=language) if faults is None else faults
    return write_whole(Path(to), check_html(corpus, faults, language=language).encode("utf-8"))


def check_html(corpus: Corpus, faults: pd.DataFrame, *, language: str, day: str | None = None) -> str:
    """Return the page as text; `day` is the date it bears, today's when left out."""
    template = page_templates().get_template("check.html.j2")
    css = style_sheet("report.css", "check.css")
    context = _context(corpus, faults, language)
    day = long_date(day or date.today().isoformat(), language)
    return template.render(css=css, day=day, **context)


def _context(corpus: Corpus, faults: pd.DataFrame, language: str) -> dict[str, Any]:
    is_fault = faults["severity"] == "fault"
    is_whole = faults["file"] == ""
    in_files = int((~is_fault & ~is_whole).sum())
    return {
        "t": lambda key, **facts: say(f"inspection.{key}", language, **facts),
        "language": language,
        "name": corpus.name,
        "sections": SECTIONS,
        "verdict": _verdict(int(is_fault.sum()), int((~is_fault).sum()), language),
        "numbers": _numbers(corpus, language),
        "corrected": listed(faults.loc[is_fault, "message"].to_list(), language),
        "checked": listed(faults.loc[~is_fault & is_whole, "message"].to_list(), language),
        "in_files": plural("more_in_files", in_files, language) if in_files else "",
        "meetings": sittings_grid(corpus, language),
        "speakers": labels_grid(corpus, language),
        "cards": cards(corpus, faults, language),
        "colon": say("report.colon", language),
        "version": __version__,
    }


def _verdict(n_faults: int, n_warnings: int, language: str) -> dict[str, str]:
    kind, n = ("faults", n_faults) if n_faults else ("warnings", n_warnings)
    if not n:
        kind = "good"
    counted = plural("count_fault" if n_faults else "count_warning", n, language)
    return {
        "kind": kind,
        "words": say(f"inspection.verdict_{kind}", language, n=counted),
        "why": say(f"inspection.why_{kind}", language),
    }


def _numbers(corpus: Corpus, language: str) -> list[dict[str, str]]:
    formats = Counter(report.format for report in corpus.reports)
    total = sum(report.characters for report in corpus.reports)
    lost = sum(
        count_characters(left.text)
        for report in corpus.reports
        for left in report.leftovers
        if left.kind == "unattributed"
    )
    share = 1 - lost / total if total else 1.0
    share = share if share >= 1 else int(1000 * share) / 1000
    values = {
        "files": (len(corpus.reports), {"formats": ", ".join(f"{n} {name}" for name, n in formats.items())}),
        "words": (corpus.n_words, {"turns": number(len(corpus.turns), language, digits=0)}),
        "speakers": (len(corpus.speakers), {"pilots": number(len(corpus.pilots), language, digits=0)}),
    }
    found = [
        {
            "name": say(f"inspection.{name}", language),
            "value": number(value, language, digits=0),
            "note": say(f"inspection.{name}_note", language, **facts),
        }
        for name, (value, facts) in values.items()
    ]
    understood = {
        "name": say("inspection.understood", language),
        "value": percent(share, language, digits=1),
        "note": say("inspection.understood_note", language, lost=number(lost, language, digits=0)),
    }
    return [*found, understood]
