"""Charts as they stand in a page: drawn twice, for a desk and for a phone, with their words outside."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from altair.typing import ChartType

from textmine.show.records import light_altair, spec_of
from textmine.show.theme import NARROW, WIDE, svg_of_spec

_SIZE: Final = re.compile(r'(<svg [^>]*?)width="([\d.]+)" height="[\d.]+"')


@dataclass(frozen=True)
class Figure:
    """A chart as inline SVG.

    Attributes
    ----------
    title, caption
        What it shows, and what its marks mean: text for the page, not drawn.
    wide, narrow
        SVG for a screen of 760 pixels and more, and for a phone; each tells its alt text.
    """

    title: str
    caption: str
    wide: str
    narrow: str


def figure(name: str, draw: Callable[[int], ChartType]) -> Figure:
    """Return a chart as it stands in a page.

    Parameters
    ----------
    name
        Unique in the page: the SVG's own identifiers begin with it.
    draw
        Gives the chart of a width in pixels.
    """
    with light_altair():
        specs = {width: spec_of(draw(width)) for width in (WIDE, NARROW)}
    title = specs[WIDE]["title"]
    svgs = {width: _inline(spec, f"{name}-{width}") for width, spec in specs.items()}
    return Figure(_joined(title["text"]), _joined(title["subtitle"]), svgs[WIDE], svgs[NARROW])


def inline_figure(chart: ChartType) -> tuple[str, str, str]:
    """Return title, key and SVG of a chart drawn once; its identifiers are those of no other chart."""
    spec = spec_of(chart)
    title = spec["title"]
    mark = hashlib.sha256(json.dumps(spec, sort_keys=True, default=str).encode()).hexdigest()[:8]
    return _joined(title["text"]), _joined(title["subtitle"]), _inline(spec, f"t{mark}")


def _inline(spec: dict[str, Any], name: str) -> str:
    bare = {key: value for key, value in spec.items() if key != "title"}
    svg = svg_of_spec(bare)
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    return _SIZE.sub(r'\1style="max-width:\2px"', svg, count=1)


def _joined(lines: object) -> str:
    return " ".join(map(str, lines)) if isinstance(lines, list) else str(lines)
