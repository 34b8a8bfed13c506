"""Write a corpus as a folder in another format, whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from textmine.corpus.tables import Corpus
from textmine.corpus.writing import writer_of
from textmine.corpus.writing.losses import Losses
from textmine.corpus.writing.options import UNITS, WriteOptions
from textmine.corpus.writing.scripts import scripts_of
from textmine.errors import TextmineError
from textmine.files import flush


def write(
    corpus: Corpus,
    path: Path | str,
    *,
    format: str,
    options: WriteOptions | None = None,
    force: bool = False,
    progress: Callable[[int, int, str], None] | None = None,
) -> Losses:
    r"""Write a corpus into a folder in another tool's format, and return what that format cannot carry.

    Parameters
    ----------
    corpus
        Any corpus.
    path
        Folder to write, made if need be.
    format
        "iramuteq", "txm" (TXT + CSV), "trs" (Transcriber), "tei", "convokit", "csv", "parquet" or "text".
    options
        How to cut and spell; see `WriteOptions`.
    force
        Write into a folder that is not empty: files of the same names are replaced, all others stay.
    progress
        Called after each file with the number of files made, the number of meetings, and the file's name.

    Returns
    -------
    Losses
        By sort: how many, and an example. `Losses.frame` is the table of them.

    Raises
    ------
    TextmineError
        ``unknown_target``, ``unknown_text_unit``, ``not_a_folder``, ``target_not_empty``.
    OSError
        The system refuses the place; nothing is left there then.

    Notes
    -----
    Where the format cannot say dates, kinds, roles, clusters or legitimacy, a ``corpus.toml`` beside the
    files does, so that `read` gives the corpus back up to the losses. "txm" has its ``metadata.csv``.

    Examples
    --------
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "reunion.txt"
    ...     _ = path.write_text("Anne : oui (rires)\nPaul : 2 * 3", encoding="utf-8")
    ...     losses = write(read(path), Path(folder) / "out", format="iramuteq")
    ...     print((Path(folder) / "out" / "corpus.txt").read_text("utf-8"))
    **** *reunion_reunion *loc_Anne *role_other *genre_reunion
    oui
    <BLANKLINE>
    **** *reunion_reunion *loc_Paul *role_other *genre_reunion
    2 3
    <BLANKLINE>
    >>> losses.counts
    {'provenance': 2, 'marks': 1, 'asterisks': 1}
    """
    path, options = Path(path), options or WriteOptions()
    refuse(path, format=format, options=options, force=force)
    writer = writer_of(format)
    losses = Losses()
    scripts = scripts_of(corpus, losses)
    existed = path.is_dir()
    path.mkdir(parents=True, exist_ok=True)
    drafts = Path(tempfile.mkdtemp(prefix=".textmine-", dir=path))
    try:
        names: list[str] = []
        for name, data in writer.make_files(corpus, scripts, options, losses):
            (drafts / name).write_bytes(data)
            flush(drafts / name)
            names.append(name)
            if progress is not None:
                progress(len(names), max(len(scripts), len(names)), name)
        for name in names:
            (drafts / name).replace(path / name)
    finally:
        shutil.rmtree(drafts, ignore_errors=True)
        if not existed and not any(path.iterdir()):
            path.rmdir()
    return losses


def refuse(path: Path, *, format: str, options: WriteOptions, force: bool = False) -> None:
    """Raise the error that `write` would raise for its arguments, before anything is read or written.

    Raises
    ------
    TextmineError
        As `write`.
    """
    writer_of(format)
    if options.by not in UNITS:
        raise TextmineError("unknown_text_unit", unit=options.by, known=", ".join(UNITS))
    if path.exists() and not path.is_dir():
        raise TextmineError("not_a_folder", path=str(path))
    if path.is_dir() and not force:
        found = sorted(one.name for one in path.iterdir())
        if found:
            raise TextmineError("target_not_empty", path=str(path), count=len(found), first=found[0])
