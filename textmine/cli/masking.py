"""The verb mask: names replaced, and given back with the key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from textmine.cli.app import Json, Language, app, bar, print_json, print_tables
from textmine.errors import TextmineError
from textmine.messages import say

if TYPE_CHECKING:
    from textmine.corpus.masking.masking import Masked

VARIABLE = "TEXTMINE_PASSPHRASE"
SHOWN = 15


@app.command("mask", help=say("cli.help_mask"))
def mask(
    path: Annotated[Path, typer.Argument(help=say("cli.help_path"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=say("cli.help_mask_output"))],
    key: Annotated[Path | None, typer.Option(help=say("cli.help_mask_key"))] = None,
    table: Annotated[Path | None, typer.Option(help=say("cli.help_mask_table"))] = None,
    names: Annotated[Path | None, typer.Option(help=say("cli.help_mask_names"))] = None,
    policy: Annotated[list[str] | None, typer.Option(help=say("cli.help_mask_policy"))] = None,
    ner: Annotated[str | None, typer.Option(help=say("cli.help_mask_ner"))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=say("cli.help_mask_yes"))] = False,
    irreversible: Annotated[
        bool, typer.Option("--irreversible", help=say("cli.help_mask_irreversible"))
    ] = False,
    reverse: Annotated[bool, typer.Option("--reverse", help=say("cli.help_mask_reverse"))] = False,
    encrypt: Annotated[bool, typer.Option("--encrypt", help=say("cli.help_mask_encrypt"))] = False,
    seed: Annotated[int | None, typer.Option(help=say("cli.help_mask_seed"))] = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Replace names by pseudonyms and tags, after a human's review; or give them back."""
    if reverse:
        _reverse(path, output, key, language, as_json=as_json)
        return
    if key is None and not irreversible:
        raise TextmineError("mask_without_key")
    from textmine.corpus.masking.masking import mask as mask_names
    from textmine.corpus.masking.review import read_table
    from textmine.corpus.reading import read

    beside = key or output.resolve().with_name(f"{output.resolve().name}-masquage")
    proposal = table or beside.with_name(f"{beside.stem}-table.csv")
    _refuse(path, output, key, proposal, apply=yes or table is not None)
    policies = dict(_pair(one) for one in policy or ())
    with bar("cli.masking", language):
        reviewed = read_table(table) if table is not None else None
        found = mask_names(read(path), names=names, table=reviewed, policies=policies, ner=ner, seed=seed)
    if table is None and not yes:
        _propose(found, proposal, language, as_json=as_json)
        return
    lost = _write(found, output, None if irreversible else key, _new_passphrase(encrypt, language))
    leaks = beside.with_name(f"{beside.stem}-leaks.csv")
    _tell(found, output, leaks, lost, language, as_json=as_json)


def _refuse(path: Path, output: Path, key: Path | None, proposal: Path, *, apply: bool) -> None:
    from textmine.corpus.masking.keyfile import refuse_inside

    source = path if path.is_dir() else path.resolve().parent
    refuse_inside(output, path)
    for private in filter(None, (key, proposal)):
        refuse_inside(private, output, *([source] if path.is_dir() else [path]))
    if apply and key is not None and key.exists():
        raise TextmineError("mask_key_exists", path=str(key))


def _pair(written: str) -> tuple[str, str]:
    kind, _, policy = written.partition("=")
    return kind.strip(), policy.strip()


def _propose(found: Masked, proposal: Path, language: str | None, *, as_json: bool) -> None:
    from textmine.corpus.masking.review import write_table

    if proposal.exists():
        raise TextmineError("mask_key_exists", path=str(proposal))
    write_table(found.table, proposal)
    masked = int((found.table["decision"] == "mask").sum())
    if as_json:
        print_json({"table": str(proposal), "entities": len(found.table), "masked": masked})
        return
    shown = found.table[["kind", "entity", "count", "pseudonym", "decision"]].head(SHOWN)
    print_tables([shown], language, as_json=False)
    typer.echo(say("cli.mask_proposed", language, n=len(found.table), masked=masked, path=proposal))
    typer.echo(say("cli.mask_next", language, path=proposal))


def _write(found: Masked, output: Path, key: Path | None, passphrase: str | None) -> int:
    from textmine.corpus.masking.keyfile import write_key
    from textmine.corpus.masking.writing import write_turns

    lost = write_turns(found.corpus, output)
    if key is not None:
        write_key(found.key, key, passphrase=passphrase)
    return lost


def _tell(
    found: Masked, output: Path, leaks: Path, lost: int, language: str | None, *, as_json: bool
) -> None:
    from textmine.corpus.masking.review import write_table

    write_table(found.leaks, leaks)
    reasons = {str(name): int(count) for name, count in found.leaks["reason"].value_counts().items()}
    masked = found.table[found.table["decision"] == "mask"]
    facts = {"entities": len(masked), "places": int(masked["count"].sum()), "path": str(output)}
    if as_json:
        print_json({**facts, "leaks": reasons, "leaks_table": str(leaks), "annotations_left_out": lost})
        return
    typer.echo(say("cli.mask_done", language, **facts))
    if lost:
        typer.echo(say("cli.mask_marks_lost", language, n=lost))
    shown = found.leaks[found.leaks["reason"] != "rare"].head(SHOWN)
    if len(shown):
        print_tables([shown.drop(columns="where")], language, as_json=False)
    told = ", ".join(f"{name} {count}" for name, count in reasons.items()) or "0"
    typer.echo(say("cli.mask_leaks", language, reasons=told, path=leaks))


def _reverse(path: Path, output: Path, key: Path | None, language: str | None, *, as_json: bool) -> None:
    from textmine.corpus.masking.keyfile import is_encrypted, read_key
    from textmine.corpus.masking.reversing import unmask
    from textmine.corpus.masking.writing import write_turns
    from textmine.corpus.reading import read

    if key is None:
        raise TextmineError("mask_without_key")
    passphrase = None
    if is_encrypted(key):
        passphrase = os.environ.get(VARIABLE) or typer.prompt(
            say("cli.mask_passphrase", language), hide_input=True, err=True
        )
    opened = read_key(key, passphrase=passphrase)
    corpus = unmask(read(path), opened)
    write_turns(corpus, output)
    if as_json:
        print_json({"path": str(output), "turns": len(corpus.turns)})
        return
    typer.echo(say("cli.mask_reversed", language, n=len(corpus.turns), path=output))


def _new_passphrase(encrypt: bool, language: str | None) -> str | None:
    if not encrypt:
        return None
    return os.environ.get(VARIABLE) or str(
        typer.prompt(
            say("cli.mask_passphrase", language), hide_input=True, confirmation_prompt=True, err=True
        )
    )
