"""From one tool to another: what to read and to write by the ending of a name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from textmine.coding.codebook import read_codebook
from textmine.coding.exchange.aligning import decisions_of, project_of
from textmine.coding.exchange.databases import read_qualcoder, read_taguette
from textmine.coding.exchange.project import CODING_COLUMNS, CodedProject
from textmine.coding.exchange.refi_reading import read_qdc, read_qdpx
from textmine.coding.exchange.refi_writing import write_qdc, write_qdpx
from textmine.coding.log import DecisionLog, open_log
from textmine.coding.replaying import replay
from textmine.corpus.reading import read
from textmine.errors import TextmineError
from textmine.files import write_whole

READ: Final = (".qdpx", ".qdc", ".csv", ".sqlite3", ".qda", ".db")
WRITTEN: Final = (".qdpx", ".qdc", ".csv")
CODINGS: Final = "codages.db"
TEXTS: Final = "textes"
LOSSES: Final = "pertes.csv"


def read_coded(path: str | Path, *, corpus: str | Path | None = None) -> CodedProject:
    """Read codings of any tool.

    Parameters
    ----------
    path
        ``.qdpx``, ``.qdc`` or ``.csv`` (codebooks), ``.sqlite3`` (Taguette), ``.qda`` (QualCoder), or a
        database of codings of textmine (``.db``), whose transcripts `corpus` gives.

    Raises
    ------
    TextmineError
        Another ending, or what the reader of the format says.
    """
    file = Path(path)
    ending = file.suffix.lower()
    if ending in (".qdc", ".csv"):
        book = read_qdc(file) if ending == ".qdc" else read_codebook(file)
        return CodedProject(file.stem, {}, book, pd.DataFrame(columns=list(CODING_COLUMNS)))
    if ending == ".qdpx":
        return read_qdpx(file)
    if ending == ".sqlite3":
        return read_taguette(file)
    if ending == ".qda":
        return read_qualcoder(file)
    if ending != ".db" or corpus is None:
        raise TextmineError("exchange_format", path=file, known=", ".join(READ))
    log = open_log(file)
    codings, book = replay(log.decisions()).coded(), log.codebook()
    log.close()
    return project_of(read(corpus), codings, book)


def write_coded(project: CodedProject, path: str | Path) -> CodedProject:
    """Write codings for another tool, or as a folder that textmine codes on; return what was written.

    Parameters
    ----------
    path
        ``.qdpx``, ``.qdc``, ``.csv`` (a row a coding, with its text), or a new folder: ``textes/`` (one file
        a source), ``codages.db``, ``pertes.csv``.

    Returns
    -------
    CodedProject
        With what could not be written added to its losses.

    Raises
    ------
    TextmineError
        Another ending, or a folder that is not empty.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending == ".qdpx":
        write_qdpx(project, target)
    elif ending == ".qdc":
        write_qdc(project.codebook, target)
    elif ending == ".csv":
        write_whole(target, _table(project).to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    elif ending:
        raise TextmineError("exchange_format", path=target, known=", ".join(WRITTEN))
    else:
        return _folder(project, target)
    return project


def _table(project: CodedProject) -> pd.DataFrame:
    """Return one row a coding with the path of its code and its text."""
    table = project.codings
    said = [
        project.texts[source][start:end]
        for source, start, end in zip(table["source"], table["start"], table["end"], strict=True)
    ]
    paths = [
        project.codebook.path(code) if code in project.codebook.by_code else code for code in table["code"]
    ]
    return table.assign(path=paths, text=said)


def _folder(project: CodedProject, folder: Path) -> CodedProject:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise TextmineError("folder_not_empty", path=folder)
    for name, text in project.texts.items():
        write_whole(folder / TEXTS / f"{_file_name(name)}.txt", text.encode("utf-8"))
    log = DecisionLog(folder / CODINGS)
    log.save_codebook(project.codebook)
    losses = [project.losses]
    if len(project.codings):
        renamed = {name: _file_name(name) for name in project.texts}
        codings = project.codings.assign(source=project.codings["source"].map(renamed))
        texts = {renamed[name]: text for name, text in project.texts.items()}
        aligned = decisions_of(replace(project, texts=texts, codings=codings), read(folder / TEXTS))
        log.append(aligned.decisions)
        losses.append(aligned.losses)
    log.close()
    told = replace(project, losses=pd.concat([t for t in losses if len(t)] or losses[:1], ignore_index=True))
    write_whole(folder / LOSSES, told.losses.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    return told


def _file_name(name: str) -> str:
    """Return a name that is a file's on any system, without an ending.

    Examples
    --------
    >>> _file_name("Réunion 1/2.docx"), _file_name("..")
    ('Réunion 1-2', '-')
    """
    stem = name.rsplit(".", 1)[0] if "." in name.strip(".") and len(name.rsplit(".", 1)[1]) <= 5 else name
    kept = "".join("-" if sign in '<>:"/\\|?*' or ord(sign) < 32 else sign for sign in stem)
    return kept.strip(" .")[:120] or "-"
