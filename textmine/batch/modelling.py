"""The models that come with textmine: list, score and train them; each with its card and its recipe."""

from __future__ import annotations

import secrets
import shutil
import tempfile
import time
import tomllib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
import tomli_w

from textmine.embedded import NAMES, folder_of
from textmine.errors import TextmineError
from textmine.recipe import hash_of_file, versions

Progress = Callable[[int, int], None] | None
_PACKAGES: Final = ("textmine", "spacy", "spacy-lookups-data", "thinc", "gensim", "numpy", "torch",
                    "sentence-transformers")  # fmt: skip
_JUDGED: Final = ("fredsum", "assemblee-2013")
_DATA: Final = ("ud-french/*.conllu", "fredsum/*.txt", "assemblee-2013/*", "plain/**/*.txt", "plain/**/*.md")


class Tested(NamedTuple):
    """Scores of a model, one row a measure; and its speed, one row a method."""

    scores: pd.DataFrame
    speed: pd.DataFrame


def list_models() -> pd.DataFrame:
    """Return the embedded models: ``name``, ``folder`` (empty where absent), ``megabytes``, ``made``."""
    rows = []
    for name in NAMES:
        folder = folder_of(name)
        if folder is None:
            rows.append((name, "", 0.0, ""))
            continue
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        recipe = folder / "recipe.toml"
        made = str(_read_recipe(recipe).get("made", "")) if recipe.is_file() else ""
        rows.append((name, str(folder), size, made))
    return pd.DataFrame(rows, columns=["name", "folder", "megabytes", "made"])


def score_model(name: str, data: Path, *, progress: Progress = None) -> Tested:
    """Score an embedded model, or any of the same kind in a folder, on development data.

    Parameters
    ----------
    name
        "fr-oral", "fr-vectors"; or a folder or the name of an installed spaCy pipeline, scored as fr-oral is.
    data
        The folder of development data.

    Raises
    ------
    TextmineError
        There is no such model, or the data are not there.
    """
    _need_folder(data)
    if name == "fr-vectors":
        return _test_vectors(data, progress)
    from textmine.segment.oral.scores import score_pipeline
    from textmine.segment.oral.speed import compare_speed
    from textmine.segment.pipelines import open_pipeline

    scores = score_pipeline(open_pipeline(name), data / "ud-french", progress=progress)
    return Tested(scores, compare_speed(name, data))


def train_model(
    source: str | Path,
    data: Path,
    *,
    to: Path,
    seed: int | None = None,
    made: str = "",
    progress: Progress = None,
) -> Path:
    """Train a model, test it, and write its folder: the model, CARD.md, recipe.toml, scores.csv, speed.csv.

    Parameters
    ----------
    source
        "fr-oral", "fr-vectors", or the recipe.toml of one, whose options are then used again.
    to
        Folder to write; that of a model is replaced when all is done, and kept if anything fails. What was
        trained but could not be tested is kept beside it, as ``<to>-untested``.
    seed
        Instead of the recipe's.
    made
        Day of the training, for the card.

    Raises
    ------
    TextmineError
        No such model, the data are not there, or `to` is a file or the folder of something else.
    """
    _need_folder(data)
    name, options = _asked(source)
    if seed is not None:
        options["seed"] = seed
    if to.exists() and not to.is_dir():
        raise TextmineError("not_a_folder", path=to)
    if to.is_dir() and any(to.iterdir()) and not (to / "recipe.toml").is_file():
        raise TextmineError("not_a_model_folder", path=to)
    to = to.resolve()
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_name(f".{to.name}.{secrets.token_hex(4)}")
    begun = time.perf_counter()
    try:
        options, facts = _TRAINERS[name](data, draft, options, progress)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    seconds = round(time.perf_counter() - begun)
    _write_recipe(draft, name, options, data, {"seconds": seconds, "made": made, **facts})
    try:
        write_card(draft, _test_made(name, draft, options, data))
    except BaseException:
        draft.replace(to.with_name(f"{to.name}-untested"))
        raise
    shutil.rmtree(to, ignore_errors=True)
    return draft.replace(to)


def write_card(folder: Path, tested: Tested) -> None:
    """Write scores.csv, speed.csv and CARD.md of a model folder that has its recipe."""
    from textmine.show.cards import model_card

    tested.scores.to_csv(folder / "scores.csv", index=False, float_format="%.4f")
    tested.speed.to_csv(folder / "speed.csv", index=False, float_format="%.2f")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    recipe = _read_recipe(folder / "recipe.toml")
    (folder / "CARD.md").write_text(model_card(recipe, tested.scores, tested.speed, size), "utf-8")


def _asked(source: str | Path) -> tuple[str, dict[str, Any]]:
    if str(source) in NAMES:
        return str(source), {}
    recipe = _read_recipe(Path(source))
    if recipe.get("model") not in NAMES:
        raise TextmineError("unknown_model", name=source, known=", ".join(NAMES))
    name, options = str(recipe["model"]), dict(recipe.get("options", {}))
    known = _known_options(name)
    for option, value in options.items():
        if not isinstance(value, known.get(option, ())):
            raise TextmineError("bad_recipe", file=source, place=f"options.{option}", fault=repr(value))
    return name, options


def _known_options(name: str) -> dict[str, type | tuple[type, ...]]:
    """Return the options of a model's training, and what they may be."""
    if name != "fr-oral":
        return {"seed": int}
    from textmine.segment.oral.training import Plan

    return {
        option: (int, float) if isinstance(value, float) else int for option, value in asdict(Plan()).items()
    }


def _train_oral(
    data: Path, folder: Path, options: dict[str, Any], progress: Progress
) -> tuple[dict[str, Any], dict[str, Any]]:
    from textmine.segment.oral.training import TREEBANKS, Plan, save_pipeline, train_pipeline

    plan = Plan(**options)
    save_pipeline(train_pipeline(data, plan=plan, progress=progress), folder)
    return asdict(plan), {"treebanks": list(TREEBANKS)}


def _train_vectors(
    data: Path, folder: Path, options: dict[str, Any], progress: Progress
) -> tuple[dict[str, Any], dict[str, Any]]:
    from textmine.represent.general.training import train_general

    made = train_general(data, seed=int(options.get("seed", 0)), progress=progress)
    made.save(folder)
    return {"seed": int(options.get("seed", 0))}, {"facts": made.facts()}


_TRAINERS: Final[dict[str, Callable[..., tuple[dict[str, Any], dict[str, Any]]]]] = {
    "fr-oral": _train_oral,
    "fr-vectors": _train_vectors,
}


def _test_made(name: str, folder: Path, options: dict[str, Any], data: Path) -> Tested:
    """Score what was just trained; general vectors by a twin that never saw the texts it is asked about."""
    if name != "fr-vectors":
        return score_model(str(folder), data)
    from textmine.represent.general.scores import encode_speed, score_vectors
    from textmine.represent.general.training import train_general

    with tempfile.TemporaryDirectory() as twin:
        train_general(data, seed=int(options["seed"]), leave_out=_JUDGED).save(twin)
        scores = score_vectors(data, folder=Path(twin), note="never saw the corpus")
    return Tested(scores, pd.DataFrame([encode_speed(folder, data)]))


def _test_vectors(data: Path, progress: Progress) -> Tested:
    from textmine.represent.general.scores import encode_speed, score_vectors

    folder = folder_of("fr-vectors")
    if folder is None:
        raise TextmineError("no_embedded_model", name="fr-vectors")
    scores = score_vectors(data, folder=folder, progress=progress, note="saw the corpus")
    return Tested(scores, pd.DataFrame([encode_speed(folder, data)]))


def _write_recipe(
    folder: Path, name: str, options: dict[str, Any], data: Path, facts: dict[str, Any]
) -> None:
    files = sorted({path for pattern in _DATA for path in data.glob(pattern) if path.is_file()})
    recipe = {
        "model": name,
        **facts,
        "options": options,
        "versions": versions(_PACKAGES),
        "inputs": {str(path.relative_to(data)): hash_of_file(path) for path in files},
    }
    (folder / "recipe.toml").write_text(tomli_w.dumps(recipe), "utf-8")


def _read_recipe(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TextmineError("unknown_model", name=path, known=", ".join(NAMES)) from error


def _need_folder(data: Path) -> None:
    if not data.is_dir():
        raise TextmineError("no_folder", path=data)
