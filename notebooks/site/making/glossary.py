"""The glossary of measures, in French and in English, from one table: a formula is written once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

WORDS = {
    "fr": {
        "title": "Les mesures",
        "lead": "Chaque mesure : sa formule, ce qu'elle dit, le hasard auquel elle est comparée, ce sur "
        "quoi elle repose. Le **bloc** (environ 50 mots d'un pilote dans une réunion) est l'unité "
        "d'échantillonnage ; la case pilote × réunion, l'unité de comparaison.",
        "says": "Ce qu'elle dit",
        "chance": "Le hasard",
        "rests": "Repose sur",
        "source": "Source",
        "colon": " :",
    },
    "en": {
        "title": "Measures",
        "lead": "Each measure: its formula, what it tells, the chance it is compared with, what it rests "
        "on. The **block** (about 50 words of one pilot in one meeting) is the unit of sampling; the cell "
        "pilot × meeting, that of comparison.",
        "says": "What it tells",
        "chance": "Chance",
        "rests": "Rests on",
        "source": "Source",
        "colon": ":",
    },
}


def measures() -> list[dict[str, Any]]:
    """Return the groups of measures."""
    text = Path(__file__).with_name("measures.toml").read_text("utf-8")
    return list(tomllib.loads(text)["group"])


def glossary_page(language: str) -> str:
    """Return the page."""
    words = WORDS[language]
    parts = [f"# {words['title']}", words["lead"]]
    for group in measures():
        parts.append(f"## {group[language]}")
        for measure in group["measure"]:
            parts += _entry(measure, language, words)
    return "\n\n".join(parts) + "\n"


def _entry(measure: Mapping[str, Any], language: str, words: Mapping[str, str]) -> Iterator[str]:
    said = measure[language]
    yield f"### {said['name']} {{ #{measure['id']} }}"
    yield f"$$\n{measure['formula']}\n$$"
    lines = [f"- **{words[key]}**{words['colon']} {said[key]}" for key in ("says", "chance", "rests")]
    sources = [measure["source"]] if measure["source"] else []
    if measure["api"]:
        room, name = measure["api"].partition(".")[0], measure["api"].rpartition(".")[2]
        sources.append(f"[`tm.{name}`](../api/{room}.md#textmine.{measure['api']})")
    lines.append(f"- **{words['source']}**{words['colon']} {' · '.join(sources)}")
    yield "\n".join(lines)
