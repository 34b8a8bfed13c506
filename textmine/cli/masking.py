"""The verb mask: names replaced, and given back with the key."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from textmine.cli.app import Json, Language, app, bar, print_json, print_tables
from textmine.errors import TextmineError
from textmine.messages import language_of_user, say

if TYPE_CHECKING:
    import pandas as pd
    from fastapi import FastAPI

    from textmine.coding.page.reviewing import MaskDesk
    from textmine.corpus.masking.masking import Masked

VARIABLE = "TEXTMINE_PASSPHRASE"
SHOWN = 15


class _Files(NamedTuple):
    table: Path
    output: Path
    leaks: Path
    key: Path | None


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
    page: Annotated[bool, typer.Option("--page", help=say("cli.help_mask_page"))] = False,
    reviewer: Annotated[str | None, typer.Option(help=say("cli.help_mask_reviewer"))] = None,
    port: Annotated[int, typer.Option(min=0, max=65_535, help=say("cli.help_port"))] = 0,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Replace names by pseudonyms and tags, after a human's review; or give them back."""
    if reverse:
        _reverse(path, output, key, language, as_json=as_json)
        return
    if key is None and not irreversible:
        raise TextmineError("mask_without_key")
    if page and yes:
        raise TextmineError("mask_page_or_yes")
    from textmine.corpus.masking.masking import mask as mask_names
    from textmine.corpus.masking.review import read_table
    from textmine.corpus.reading import read

    beside = key or output.resolve().with_name(f"{output.resolve().name}-masquage")
    proposal = table or beside.with_name(f"{beside.stem}-table.csv")
    leaks = beside.with_name(f"{beside.stem}-leaks.csv")
    files = _Files(proposal, output, leaks, None if irreversible else key)
    _refuse(path, output, key, proposal, apply=yes or page or table is not None)
    policies = dict(_pair(one) for one in policy or ())
    masking = partial(mask_names, names=names, policies=policies, ner=ner, seed=seed)
    reviewed = read_table(table) if table is not None else None
    if page:
        secret = _new_passphrase(encrypt, language)
        _review(path, masking, files, secret, partial(_open, reviewer, port, language, as_json))
        return
    with bar("cli.masking", language):
        found = masking(read(path), table=reviewed)
    if table is None and not yes:
        _propose(found, proposal, language, as_json=as_json)
        return
    lost = _write(found, files, _new_passphrase(encrypt, language))
    _tell(found, files, lost, language, as_json=as_json)


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


def _review(
    path: Path,
    masking: Callable[..., Masked],
    files: _Files,
    passphrase: str | None,
    open_page: Callable[[MaskDesk], None],
) -> None:
    """Propose, unless there is a table already, and serve the page that reviews it."""
    from textmine.coding.page.reviewing import MaskDesk
    from textmine.corpus.masking.review import write_table
    from textmine.corpus.reading import read

    corpus = read(path)
    if not files.table.exists():
        write_table(masking(corpus).table, files.table)

    def apply(table: pd.DataFrame) -> dict[str, Any]:
        found = masking(corpus, table=table)
        lost = _write(found, files, passphrase)
        key = str(files.key) if files.key is not None else ""
        return {**_facts(found, files), "annotations_left_out": lost, "key": key}

    open_page(MaskDesk(corpus, files.table, apply))


def _open(reviewer: str | None, port: int, language: str | None, as_json: bool, desk: MaskDesk) -> None:
    import getpass

    from textmine.coding.page.masks import mask_app
    from textmine.coding.page.serving import serve_app

    who, told = reviewer or getpass.getuser(), language or language_of_user()

    def ready(address: str) -> None:
        if as_json:
            print_json({"address": address, "table": str(desk.path)})
            return
        typer.echo(say("cli.code_open", language, address=address))
        typer.echo(say("cli.mask_page_stop", language, path=desk.path))

    def app_of(token: str) -> FastAPI:
        return mask_app(desk, token=token, coder=who, language=told)

    serve_app(app_of, coder=who, port=port, ready=ready)


def _write(found: Masked, files: _Files, passphrase: str | None) -> int:
    from textmine.corpus.masking.keyfile import write_key
    from textmine.corpus.masking.review import write_table
    from textmine.corpus.masking.writing import write_turns

    lost = write_turns(found.corpus, files.output)
    if files.key is not None:
        write_key(found.key, files.key, passphrase=passphrase)
    write_table(found.leaks, files.leaks)
    return lost


def _facts(found: Masked, files: _Files) -> dict[str, Any]:
    masked = found.table[found.table["decision"] == "mask"]
    reasons = {str(name): int(count) for name, count in found.leaks["reason"].value_counts().items()}
    facts = {"entities": len(masked), "places": int(masked["count"].sum()), "path": str(files.output)}
    return {**facts, "leaks": reasons, "leaks_table": str(files.leaks)}


def _tell(found: Masked, files: _Files, lost: int, language: str | None, *, as_json: bool) -> None:
    facts = _facts(found, files)
    if as_json:
        print_json({**facts, "annotations_left_out": lost})
        return
    typer.echo(say("cli.mask_done", language, **facts))
    if lost:
        typer.echo(say("cli.mask_marks_lost", language, n=lost))
    shown = found.leaks[found.leaks["reason"] != "rare"].head(SHOWN)
    if len(shown):
        print_tables([shown.drop(columns="where")], language, as_json=False)
    told = ", ".join(f"{name} {count}" for name, count in facts["leaks"].items()) or "0"
    typer.echo(say("cli.mask_leaks", language, reasons=told, path=files.leaks))


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
