"""Donors: blocks of real speech, their topics and numbers, which synthetic corpora are drawn from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import textmine
from textmine.batch.store import StageStore
from textmine.bench.blocks import (
    LARGEST_REPEATED,
    Progress,
    read_blocks,
    repeated_share,
    segments_of,
    take_tokens,
)
from textmine.bench.fitting import fit, label_topics, unknown_rows
from textmine.corpus.folder import METADATA, SETTINGS, transcripts
from textmine.errors import TextmineError
from textmine.recipe import Recipe, hash_of_data, hash_of_file, versions
from textmine.represent.features import Features
from textmine.represent.store import load_features, save_features
from textmine.segment.french import annotate
from textmine.segment.store import TokenParts, save_tokens
from textmine.segment.tables import Tokens

Ints = NDArray[np.int64]

FEWEST: Final = 60
CLEAR_SHARE: Final = 0.25
STAGE: Final = "donors"
_ROOMS: Final = ("corpus", "segment", "represent")
_FILES: Final = ("blocks.py", "fitting.py", "donors.py", "degrade.py")


@dataclass(frozen=True)
class Donors:
    """B blocks of real speech.

    Attributes
    ----------
    rows
        One row a block, index 0…B-1: source (corpus), meeting, order, speaker, agenda, group (turn), place
        (of the block in what its speaker says in the meeting), n_words, topic (0…K-1), is_noisy, twin (row of
        the same block with recognition errors, -1 without), text.
    tokens
        Their tokens.
    tables
        Their numbers by name of the representation, B rows each: "vectors", "theme", "counts", "tfidf",
        "shares", perhaps "style"; see `textmine.bench.fitting.fit`.
    topics
        The K topics' labels.
    dropped
        Blocks left out, by reason: repeated, unclear, unknown.
    """

    rows: pd.DataFrame
    tokens: Tokens
    tables: Mapping[str, Features]
    topics: tuple[str, ...]
    dropped: Mapping[str, int] = field(default_factory=dict)
    recipe: Recipe = field(default_factory=Recipe)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def topic(self) -> Ints:
        """Topic of each block, shape (B,)."""
        return self.rows["topic"].to_numpy(dtype=np.int64)

    @property
    def twin(self) -> Ints:
        """Row of the noisy twin of each block, shape (B,); -1 where there is none."""
        return self.rows["twin"].to_numpy(dtype=np.int64)

    @property
    def is_noisy(self) -> NDArray[np.bool_]:
        """Which blocks are noisy twins, shape (B,)."""
        return self.rows["is_noisy"].to_numpy(dtype=np.bool_)

    def table(self, representation: str) -> Features:
        """Return the donors' numbers in one representation.

        Raises
        ------
        TextmineError
            There is none of that name.
        """
        if representation not in self.tables:
            known = ", ".join(sorted(self.tables))
            raise TextmineError("bench_representation", name=representation, known=known)
        return self.tables[representation]

    def __repr__(self) -> str:
        return f"Donors({len(self)} blocks, {len(self.topics)} topics, {', '.join(self.tables)})"


def load_donors(
    paths: Sequence[str | Path],
    *,
    words: int = 50,
    n_topics: int = 20,
    seed: int = 0,
    cache: str | Path | None = None,
    progress: Progress | None = None,
) -> Donors:
    """Read corpora and number their blocks of speech, or take them from the cache.

    Parameters
    ----------
    paths
        Corpora: folders or files, as `textmine.read` takes them.
    words
        Size of a block in words.
    n_topics
        Topics that synthetic pilots' profiles are made of.
    seed
        Of the topics and vectors.
    cache
        Folder where what was computed is kept, under the hash of the input files, options, code and package
        versions; None keeps nothing.
    progress
        Called with the number of steps done, that of all, and the name of the step under way.

    Returns
    -------
    Donors
        Left out: what facilitators and interviewers say (formulae of the chair), blocks of fewer than half
        of `words`, blocks of which a tenth or more repeats an earlier one word for word (eight words on end:
        they would show the same text in disjoint pools), and blocks whose first topic takes less than a
        quarter of them (no topic could be planted with them).

    Raises
    ------
    TextmineError
        A corpus cannot be read, or too few blocks are left.
    """
    homes = [Path(path) for path in paths]
    options = {"words": words, "n_topics": n_topics, "seed": seed}
    if cache is None:
        return _made(homes, options, progress)
    key = hash_of_data({"inputs": [_inputs(path) for path in homes], "options": options, "code": code_hash()})
    return kept(Path(cache), key, lambda: _made(homes, options, progress))


def kept(cache: Path, key: str, make: Callable[[], Donors]) -> Donors:
    """Return the donors kept under a key in a folder, made and written there if they are not."""
    store = StageStore(cache)
    if store.has(STAGE, key):
        return read_donors(store.path(STAGE, key))
    donors = make()
    store.write(STAGE, key, lambda folder: write_donors(donors, folder))
    return donors


def write_donors(donors: Donors, folder: Path) -> None:
    """Write donors to a folder: Parquet, NPZ and JSON."""
    donors.rows.to_parquet(folder / "rows.parquet", index=False)
    save_tokens([donors.tokens], folder / "tokens")
    for name, table in donors.tables.items():
        save_features(table, folder / "tables" / name)
    about = {
        "topics": donors.topics,
        "dropped": dict(donors.dropped),
        "tables": list(donors.tables),
        "recipe": donors.recipe.to_dict(),
    }
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")


def read_donors(folder: Path) -> Donors:
    """Return the donors that `write_donors` wrote."""
    about = json.loads((folder / "about.json").read_text("utf-8"))
    return Donors(
        rows=pd.read_parquet(folder / "rows.parquet"),
        tokens=TokenParts(folder / "tokens").whole(),
        tables={name: load_features(folder / "tables" / name) for name in about["tables"]},
        topics=tuple(about["topics"]),
        dropped=about["dropped"],
        recipe=Recipe.from_dict(about["recipe"]),
    )


def code_hash() -> str:
    """Return the hash of the code and of the package versions that donors depend on."""
    root = Path(textmine.__file__).parent
    files = [path for room in _ROOMS for path in sorted((root / room).rglob("*.py"))]
    files += [root / "bench" / name for name in _FILES]
    hashes = {path.relative_to(root).as_posix(): hash_of_file(path) for path in files}
    return hash_of_data({"files": hashes, "versions": versions()})


def _inputs(path: Path) -> dict[str, str]:
    root = path if path.is_dir() else path.parent
    files = [*transcripts(path), *(root / name for name in (SETTINGS, METADATA) if (root / name).is_file())]
    return {file.relative_to(root).as_posix(): hash_of_file(file) for file in files}


def _made(paths: Sequence[Path], options: Mapping[str, int], progress: Progress | None) -> Donors:
    rows, recipe = read_blocks(paths, words=options["words"])
    recipe = recipe.then("donors", **options)
    repeated = repeated_share(rows["text"].tolist()) >= LARGEST_REPEATED
    rows = _some(rows, ~repeated)
    if progress:
        progress(0, 1, "topics")
    tokens = annotate(segments_of(rows, recipe))
    labelled = label_topics(tokens, n_topics=options["n_topics"], seed=options["seed"])
    rows = rows.assign(topic=labelled.topic, is_noisy=False, twin=-1)
    clear = labelled.share >= CLEAR_SHARE
    rows = _some(rows, clear)
    tokens = take_tokens(tokens, np.flatnonzero(clear).astype(np.int64), rows.drop(columns="text"))
    dropped = {"repeated": int(repeated.sum()), "unclear": int((~clear).sum())}
    return fitted_donors(
        Donors(rows, tokens, {}, labelled.labels, dropped, recipe), seed=options["seed"], progress=progress
    )


def fitted_donors(donors: Donors, *, seed: int, progress: Progress | None = None) -> Donors:
    """Return donors with their tables, learnt on their text; blocks without a known word are left out.

    Raises
    ------
    TextmineError
        Too few blocks are left.
    """
    if len(donors) < FEWEST:
        raise TextmineError("bench_few_blocks", found=len(donors), least=FEWEST)
    fitted = fit(donors.rows, donors.recipe, seed=seed, tokens=donors.tokens, progress=progress)
    known = ~unknown_rows(fitted)
    # a twin goes with its block, and the other way round
    twin = donors.twin
    paired = twin >= 0
    known[paired] &= known[twin[paired]]
    known[twin[paired]] &= known[paired]
    place = np.cumsum(known) - 1
    rows = donors.rows.assign(twin=np.where(paired, place[twin], -1))
    rows = _some(rows, known)
    tokens = take_tokens(fitted.tokens, np.flatnonzero(known).astype(np.int64), rows.drop(columns="text"))
    tables = {name: table.take(known) for name, table in fitted.tables.items()}
    dropped = {**donors.dropped, "unknown": donors.dropped.get("unknown", 0) + int((~known).sum())}
    return Donors(rows, tokens, tables, donors.topics, dropped, donors.recipe)


def _some(rows: pd.DataFrame, chosen: NDArray[np.bool_]) -> pd.DataFrame:
    return rows.loc[chosen].reset_index(drop=True)
