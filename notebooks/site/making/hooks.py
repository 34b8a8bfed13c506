"""What is made when the site is built: the verbs, the notebooks, the API, formulas, the two languages."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import glossary
import sheets
from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

import textmine

ROOT = Path(__file__).parents[3]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FORMULA = re.compile(r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', flags=re.DOTALL)
VERBATIM = re.compile(r"(<(pre|code|math|script|style)\b.*?</\2>|<[^>]+>)", flags=re.DOTALL)
ROOMS = {
    "corpus": ("Read", "Transcripts into tables."),
    "segment": ("Cut", "Turns into segments; French annotated."),
    "represent": ("Number", "Words, topics, lexical classes, vectors."),
    "measure": ("Compare", "Distance, convergence, imitation, complementarity, words."),
    "show": ("Show", "Charts and the report."),
    "coding": ("Code", "Codebooks, decisions, suggestions, agreement."),
    "batch": ("Run", "A recipe over a corpus, and the one error."),
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put every notebook into the menu."""
    pages = next(section["Carnets"] for section in config.nav[0]["Français"] if "Carnets" in section)
    pages += [f"fr/notebooks/{path.stem}.md" for path in NOTEBOOKS]
    return config


@event_priority(100)
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from the code and from the notebooks."""
    for language in ("fr", "en"):
        files.append(File.generated(config, f"{language}/commands.md", content=_verbs(language)))
        text = glossary.glossary_page(language)
        files.append(File.generated(config, f"{language}/measures.md", content=text))
    files.append(File.generated(config, "fr/notebooks/index.md", content=_notebooks_page()))
    for path in NOTEBOOKS:
        text, pictures = sheets.sheet(path)
        files.append(File.generated(config, f"fr/notebooks/{path.stem}.md", content=text))
        for name, picture in pictures.items():
            files.append(File.generated(config, f"fr/notebooks/{name}", content=picture))
    for picture in (ROOT / "notebooks" / "pictures").glob("*.png"):
        files.append(File.generated(config, f"pictures/{picture.name}", abs_src_path=str(picture)))
    files.append(File.generated(config, "api/index.md", content=_rooms_page()))
    for room in ROOMS:
        files.append(File.generated(config, f"api/{room}.md", content=_room_page(room)))
    return files


def on_page_content(html: str, page: Page, **_: object) -> str:
    """Write formulas as MathML, which browsers draw without any script, and French with its own spaces."""
    drawn = FORMULA.sub(lambda found: _formula(found[2], is_block=found[1] == "div"), html)
    if not page.file.src_uri.startswith("fr/"):
        return drawn
    for anchor in page.toc:
        for each in (anchor, *anchor.children, *(low for child in anchor.children for low in child.children)):
            each.title = _spaced(each.title)
    parts = VERBATIM.split(drawn)
    return "".join(_spaced(part) if at % 3 == 0 else part for at, part in enumerate(parts) if at % 3 != 2)


def on_page_context(
    context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation
) -> TemplateContext:
    """Show the menu, the words of the theme and the language switch for the language of the page."""
    folder, _, rest = page.file.src_uri.partition("/")
    language = folder if folder in ("fr", "en") else "en"
    config.theme["language"] = "fr" if folder == "fr" else "en"
    french, english, api = nav.items
    items = {"fr": french.children, "en": [*english.children, api]}.get(folder, [english.children[0], api])
    own = Navigation(items, nav.pages)
    own.homepage = next(other for other in nav.pages if other.file.src_uri == f"{language}/index.md")
    context["nav"] = own
    names = {other.file.src_uri for other in nav.pages}
    for switch in config.extra["alternate"]:
        twin = f"{switch['lang']}/{rest}"
        switch["link"] = (twin if twin in names else f"{switch['lang']}/index.md").replace(".md", ".html")
    return context


def on_post_build(config: MkDocsConfig) -> None:
    """Write the first page, which leads to the French one."""
    first = Path(__file__).with_name("first.html").read_text("utf-8")
    Path(config.site_dir, "index.html").write_text(first, "utf-8")


def _verbs(language: str) -> str:
    """Run apart: the command line takes its language when it is imported."""
    environment = {
        **os.environ,
        "TEXTMINE_LANGUAGE": language,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "COLUMNS": "100",
    }
    command = [sys.executable, str(Path(__file__).with_name("verbs.py"))]
    done = subprocess.run(command, env=environment, capture_output=True, check=True)  # noqa: S603
    return done.stdout.decode("utf-8")


def _formula(latex: str, *, is_block: bool) -> str:
    drawn = str(convert(unescape(latex).strip(), display="block" if is_block else "inline"))
    return f'<div class="formula">{drawn}</div>' if is_block else drawn


def _spaced(text: str) -> str:
    """Write the spaces of French typography that must not break."""
    text = re.sub(r"(?<=\S) (?=[;?!](?:\s|$|\)))", "\u202f", text)
    return re.sub(r"(?<=\S) (?=[:»%])|(?<=«) ", "\u00a0", text)


def _notebooks_page() -> str:
    parts = [
        "# Les carnets",
        "Exécutés, avec leurs résultats ; le texte est en français, le code en anglais.",
    ]
    for path in NOTEBOOKS:
        title, lead = sheets.opening(path)
        parts += [f"## [{title}]({path.stem}.md)", lead, f"`notebooks/{path.name}`"]
    return "\n\n".join(parts) + "\n"


def _names(room: str) -> dict[str, str]:
    """Return the public names of a room, each with its full path."""
    shared = {"batch": ("batch", "errors")}.get(room, (room,))
    homes = textmine._HOMES
    return {name: f"{home}.{name}" for name, home in homes.items() if home.split(".")[1] in shared}


def _room_page(room: str) -> str:
    names = _names(room)
    title, lead = ROOMS[room]
    parts = [f"# {title}", f"{lead} Each is reached as `tm.NAME` after `import textmine as tm`."]
    parts += [f"::: {path}" for path in names.values()]
    return "\n\n".join(parts) + "\n"


def _rooms_page() -> str:
    parts = ["# API", "Every public name of `textmine`, room by room, from its docstring."]
    for room, (title, lead) in ROOMS.items():
        links = ", ".join(f"[`{name}`]({room}.md#{path})" for name, path in _names(room).items())
        parts += [f"## [{title}]({room}.md)", lead, links]
    return "\n\n".join(parts) + "\n"
