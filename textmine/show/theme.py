"""The look of all charts, and how a chart becomes a file: offline, whole or not at all."""

from __future__ import annotations

import json
import re
import textwrap
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import vl_convert
from altair import SCHEMA_VERSION, Axis, TitleParams
from altair.typing import ChartType

from textmine.errors import TextmineError
from textmine.files import write_whole
from textmine.show.records import spec_of

WIDE: Final = 760
NARROW: Final = 340
INK: Final = "#222222"
QUIET: Final = "#5b6169"
FAINT: Final = "#d9dce0"
BAND: Final = "#e4e6e9"
BLUE: Final = "#0072B2"
PALE_BLUE: Final = "#7fb5d6"
VERMILLION: Final = "#B84E00"
HEAT: Final = ("#eef4f9", "#7db4d6", "#0072B2", "#003f66")
FONT: Final = "Helvetica, Arial, 'Liberation Sans', sans-serif"
ENDINGS: Final = (".svg", ".png", ".pdf", ".html")


def is_narrow(width: int) -> bool:
    """Return whether a chart is drawn for a phone."""
    return width < 480


def wrapped(text: str, width: int, size: float = 11.5) -> list[str]:
    """Return a sentence in lines that fit a width in pixels."""
    return textwrap.wrap(text, max(20, int(width / (size * 0.5))), break_on_hyphens=False)


def dress(chart: ChartType, *, title: str, key: str, alt_text: str, language: str, width: int) -> ChartType:
    """Return the chart in the look of the house, with its title, its key in words and its alt text.

    Parameters
    ----------
    chart
        Layers or panels without configuration, just made: they are changed.
    title, key
        First line, and the sentence below it that says what marks mean.
    alt_text
        What the chart shows, for those who do not see it.
    language
        "fr" or "en": the decimal mark of all numbers.
    width
        Of the whole, in pixels: the key wraps there.
    """
    size = 15 if not is_narrow(width) else 13.5
    heading = TitleParams(text=wrapped(title, width, size), subtitle=wrapped(key, width), fontSize=size)
    # set in place: altair's own methods copy all layers each time, and check what tests check
    chart.title, chart.description, chart.config = heading, alt_text, _config(language)
    return chart


def meeting_axis(labels: list[str], **more: Any) -> Axis:  # noqa: ANN401 - passed on to altair
    """Return an axis of meetings whose labels may have two lines."""
    options: dict[str, Any] = {
        "labelAngle": 0,
        "labelOverlap": "greedy",
        "labelSeparation": 4,
        "labelFontSize": 10.5,
    }
    if more.get("orient") == "top" and any("\n" in label for label in labels):
        options["labelPadding"] = 18
    return Axis(labelExpr="split(datum.label, '\\n')", **(options | more))


def _config(language: str) -> dict[str, Any]:
    text = {"labelColor": QUIET, "titleColor": QUIET, "labelFontSize": 11, "titleFontSize": 11.5}
    return {
        "font": FONT,
        "background": "white",
        "padding": 4,
        "locale": {"number": vl_convert.get_format_locale("fr-FR" if language == "fr" else "en-GB")},
        "view": {"stroke": None},
        "axis": {**text, "titleFontWeight": "normal", "domainColor": "#9aa0a6", "tickColor": "#9aa0a6",
                 "gridColor": "#eceef0", "labelPadding": 5, "titlePadding": 8, "tickSize": 4},
        "header": {"labelColor": INK, "labelFontSize": 11.5, "titleFontSize": 11.5, "titleColor": QUIET},
        "legend": {**text, "titleFontWeight": "normal"},
        "title": {"anchor": "start", "frame": "bounds", "color": INK, "fontWeight": "bold", "fontSize": 15,
                  "subtitleColor": QUIET, "subtitleFontSize": 11.5, "subtitleLineHeight": 15,
                  "subtitlePadding": 6, "offset": 14, "lineHeight": 18},
        "text": {"color": INK, "fontSize": 11},
    }  # fmt: skip


def save_chart(chart: ChartType, path: Path | str, *more: Path | str) -> Path:
    """Write a chart as SVG, PNG, PDF or HTML, by the ending of each path; no network is used.

    The HTML holds the chart and all it needs: it can be mailed. A file appears whole or not at all.

    Returns
    -------
    Path
        The first file.

    Raises
    ------
    TextmineError
        An ending is none of the four.
    """
    paths = [Path(one) for one in (path, *more)]
    for one in paths:
        if one.suffix.lower() not in ENDINGS:
            raise TextmineError("chart_ending", path=one, endings=", ".join(ENDINGS))
    spec = spec_of(chart)
    svg = svg_of_spec(spec) if {one.suffix.lower() for one in paths} & {".svg", ".png"} else ""
    for one in paths:
        write_whole(one, _drawn(spec, svg, one.suffix.lower()))
    return paths[0]


def _drawn(spec: dict[str, Any], svg: str, ending: str) -> bytes:
    if ending == ".html":
        page = vl_convert.vegalite_to_html(spec, vl_version=_version(), bundle=True)
        language = "fr" if spec["config"]["locale"]["number"]["decimal"] == "," else "en"
        return bytes(page.replace("<html>", f'<html lang="{language}">', 1).encode("utf-8"))
    if ending == ".svg":
        return svg.encode("utf-8")
    if ending == ".png":
        return bytes(vl_convert.svg_to_png(svg, scale=2))
    return bytes(vl_convert.vegalite_to_pdf(spec, vl_version=_version(), allowed_base_urls=[]))


def svg_of_spec(spec: dict[str, Any]) -> str:
    """Return a Vega-Lite specification as SVG that names itself to a screen reader by its description."""
    svg = _rendered(json.dumps({**spec, "config": {**spec["config"], "aria": False}}, default=str))
    label = _attribute(str(spec.get("description", "")))
    # coordinates are cut to hundredths of a pixel; what a chart says is not
    svg = _numbered(re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d\.\d{2})\d+", r"\1", tag[0]), svg))
    return svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1)


@lru_cache(maxsize=64)
def _rendered(spec: str) -> str:
    """Return the drawing of a specification as JSON; the same one is not drawn twice."""
    svg: str = vl_convert.vegalite_to_svg(spec, vl_version=_version(), allowed_base_urls=[])
    return svg


def _numbered(svg: str) -> str:
    """Give a drawing's identifiers numbers from 0: the renderer counts on from one drawing to the next."""
    for kind in ("gradient_", "clip"):
        found = dict.fromkeys(re.findall(rf'\bid="{kind}(\d+)"', svg))
        new = {old: str(place) for place, old in enumerate(found)}
        parts = re.split(rf'(\bid="{kind}|url\(#{kind}|href="#{kind})(\d+)', svg)
        parts[2::3] = [new.get(old, old) for old in parts[2::3]]
        svg = "".join(parts)
    return svg


def _attribute(text: str) -> str:
    marks = {"&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;", "\n": " "}
    return "".join(marks.get(character, character) for character in text)


def _version() -> str:
    return ".".join(SCHEMA_VERSION.split(".")[:2])
