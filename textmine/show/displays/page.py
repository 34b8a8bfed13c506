"""The rich display of an object in a notebook: heading, numbers, chart and first rows, in one language."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup, escape

from textmine.display import is_fitted, table_names
from textmine.messages import catalogue, language_of_user, say
from textmine.show.charts import chart_kinds, sized_chart
from textmine.show.displays.cells import head_said, is_number, numbers_said, rows_said
from textmine.show.displays.codings import CODED
from textmine.show.displays.material import MATERIAL
from textmine.show.displays.models import MODELS
from textmine.show.displays.results import MEASURED, WORDS
from textmine.show.displays.sheets import Sheet, options_sheet, plain_sheet
from textmine.show.figures import inline_figure
from textmine.show.templating import page_templates, style_sheet
from textmine.show.wording import number, sentence

SHEETS: Final[dict[str, Sheet]] = {**MATERIAL, **MODELS, **MEASURED, **WORDS, **CODED}
MOST_ROWS: Final = 6
MOST_COLUMNS: Final = 8
MOST_REASONS: Final = 2
MOST_DRAWN: Final = 150_000
CHART: Final = 560
UNTOLD: Final = ("inconclusive", "cannot be told", "nothing to explain")


def display_html(thing: object, *, language: str | None = None) -> str:
    """Return an object as a notebook displays it: HTML that holds all it shows.

    Parameters
    ----------
    thing
        Any object; one that is not known is shown with its first table, or by its `repr`.
    language
        "fr" or "en"; None follows the locale.

    Returns
    -------
    str
        No script, nothing that is fetched; all text of transcripts escaped. What cannot be drawn or told is
        left out: a display never raises.

    Examples
    --------
    >>> display_html(1, language="en").startswith("<div")
    True
    """
    language = language or language_of_user()
    name = type(thing).__name__
    try:
        return _page(thing, _sheet_of(thing), language)
    except Exception:  # a display that fails would hide the object behind a traceback
        plain = f'<pre style="white-space: pre-wrap">{escape(repr(thing))}</pre>'
        plain = f"<p><strong>{escape(name)}</strong></p>{plain}"
        return f'<div class="textmine">{plain}</div>'


def _sheet_of(thing: object) -> Sheet:
    name = type(thing).__name__
    if name in MODELS and not is_fitted(thing):
        return options_sheet(thing)
    return SHEETS.get(name) or plain_sheet(thing)


def _page(thing: Any, sheet: Sheet, language: str) -> str:  # noqa: ANN401 - any result
    name = type(thing).__name__
    table = sheet.table(thing)
    columns = [column for column in sheet.columns or table.columns if column in table][:MOST_COLUMNS]
    total = sheet.total(thing) if sheet.total else len(table)
    reasons = _reasons(thing, sheet, language)
    html = page_templates().get_template("display.html.j2").render(
        language=language,
        css=style_sheet("display.css"),
        kind=catalogue(language, "notebook").get(f"name_{name}", name),
        own=str(getattr(thing, "name", "")),
        verdict=_verdict(thing, sheet, language),
        untold=getattr(thing, "verdict", "") in UNTOLD,
        unfitted="" if name not in MODELS or is_fitted(thing) else say("notebook.not_fitted", language),
        facts=numbers_said(sheet.facts(thing), language),
        reasons=reasons[:MOST_REASONS],
        more_reasons=reasons[MOST_REASONS:],
        more_reasons_title=say("notebook.more_reasons", language, n=len(reasons) - MOST_REASONS),
        figure=_drawn(thing, language),
        heads=[_named(str(column), sheet, language) for column in columns],
        rows=rows_said(table.head(MOST_ROWS)[columns], language),
        numeric=[is_number(table[column]) for column in columns],
        shown=_shown(min(len(table), MOST_ROWS), total, sheet.source, language),
        note=say(f"notebook.note_{sheet.note}", language) if sheet.note else "",
        tables=_tables(thing, language),
        tables_title=say("notebook.tables", language),
        charts_title=say("notebook.charts", language),
    )  # fmt: skip
    return "\n".join(line for line in html.splitlines() if line.strip())


def _named(column: str, sheet: Sheet, language: str) -> tuple[str, str]:
    """Return the name of a column in words, and as the table has it."""
    return head_said(sheet.labels(column), language) or column, column


def _verdict(thing: Any, sheet: Sheet, language: str) -> str:  # noqa: ANN401
    found = getattr(thing, "verdict", "")
    key = f"verdict_{str(found).replace(' ', '_')}"
    known = catalogue(language, sheet.section) if found and sheet.section else {}
    return sentence(f"{sheet.section}.{key}", language) if key in known else str(found)


def _reasons(thing: Any, sheet: Sheet, language: str) -> list[str]:  # noqa: ANN401
    if not sheet.section:
        return []
    return [sentence(f"{sheet.section}.{key}", language, **facts) for key, facts in thing.reasons]


def _shown(n: int, total: int, source: str, language: str) -> tuple[str, str]:
    if not total:
        return say("notebook.empty", language), source
    key = "all_rows" if n == total else "some_rows"
    counts = {"n": number(n, language, digits=0), "total": number(total, language, digits=0)}
    return say(f"notebook.{key}", language, **counts), source


def _tables(thing: object, language: str) -> list[tuple[str, str]]:
    """Return the tables that an object holds: name, and number of rows and columns."""
    try:
        names = table_names(thing)
    except TypeError:  # no attributes of its own
        return []
    sizes = [getattr(thing, name).shape for name in names]
    return [
        (name, f"{number(rows, language, digits=0)}\u00a0×\u00a0{columns}")
        for name, (rows, columns) in zip(names, sizes, strict=True)
    ]


def _drawn(thing: object, language: str) -> dict[str, Any] | None:
    """Return the chart of an object as inline SVG with its words; None if there is none, or a large one."""
    try:
        kinds = chart_kinds(thing)
        if not kinds:
            return None
        chart = sized_chart(thing, kind=kinds[0], language=language, width=CHART)
        title, key, svg = inline_figure(chart)
    except Exception:  # nothing is known to be drawn, or these numbers cannot be
        return None
    if len(svg) > MOST_DRAWN:
        return None
    return {"title": title, "key": key, "svg": Markup(svg), "kinds": kinds}  # noqa: S704 - our own drawing
