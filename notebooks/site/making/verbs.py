"""Print the reference of the command line, as Markdown, in the language of TEXTMINE_LANGUAGE.

The sentences are those of ``textmine VERB --help``: nothing is copied by hand.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

from textmine.messages import language_of_user

if TYPE_CHECKING:
    from typer import Context
    from typer.core import TyperCommand, TyperGroup

PLAIN = str.maketrans({"<": "&lt;", "*": r"\*", "_": r"\_", "[": r"\[", "]": r"\]"})
TITLES = {
    "fr": (
        "Commandes",
        "Ce que chaque commande fait, tel que `--help` le dit.",
        "argument ou option",
        "ce qu'elle dit",
    ),
    "en": ("Commands", "What each verb does, as `--help` says it.", "argument or option", "what it says"),
}


def verbs_page(language: str) -> str:
    """Return the page: one section a verb, its usage and a table of its options."""
    import typer

    from textmine.cli import app

    title, lead, option, meaning = TITLES[language]
    group = typer.main.get_command(app)
    context = group.make_context("textmine", [], resilient_parsing=True)
    parts = [f"# {title}", lead]
    for command, within in _leaves(group, context):
        parts += [f"## {within.command_path}", _sentences(command.help or "")]
        parts.append(f"```text\n{command.get_usage(within).removeprefix('Usage: ')}\n```")
        records = [p.get_help_record(within) for p in command.get_params(within) if p.name != "help"]
        rows = [f"| {_names(name)} | {_cell(said)} |" for name, said in filter(None, records)]
        if rows:
            parts.append("\n".join([f"| {option} | {meaning} |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def _leaves(group: TyperGroup, context: Context) -> list[tuple[TyperCommand, Context]]:
    found = []
    for name, command in group.commands.items():
        within = type(context)(command, info_name=name, parent=context)
        found += _leaves(command, within) if hasattr(command, "commands") else [(command, within)]
    return found


def _sentences(text: str) -> str:
    return text.strip().translate(PLAIN)


def _names(text: str) -> str:
    """Write each name and kind of value as code of its own, so that lines break between them."""
    return re.sub(r"<[^>]+>|[^\s,]+", r"`\g<0>`", text).replace("|", r"\|")


def _cell(text: str) -> str:
    return " ".join(text.split()).translate(PLAIN).replace("|", "&#124;")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(verbs_page(language_of_user()))
