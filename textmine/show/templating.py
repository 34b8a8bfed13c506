"""The templates of pages: what is put in is escaped, and what is missing is a fault."""

from __future__ import annotations

from functools import cache

import jinja2
from markupsafe import Markup


@cache
def page_templates() -> jinja2.Environment:
    """Return the templates of the pages that textmine writes: each is compiled once, not for each page."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("textmine.show", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def style_sheet(*names: str) -> Markup:
    """Return our own style sheets, one after the other, as they stand in a page.

    Examples
    --------
    >>> "@media print" in style_sheet("report.css")
    True
    """
    environment = page_templates()
    sheets = [environment.loader.get_source(environment, name)[0] for name in names]  # type: ignore[union-attr]
    return Markup("\n".join(sheets))  # noqa: S704 - our own sheets
