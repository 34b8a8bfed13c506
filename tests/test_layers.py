"""The house rules: who may import whom, a light import, names, messages, cards."""

import ast
import string
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import textmine

ROOT = Path(textmine.__file__).parent
GROUND = {
    "display", "embedded", "errors", "files", "french", "helpers", "memory", "messages", "parts",
    "preloading", "recipe", "threads", "workers",
}  # fmt: skip
MAY = {room: set(GROUND) for room in GROUND}
MAY["corpus"] = GROUND | {"corpus"}
MAY["segment"] = MAY["corpus"] | {"segment"}
MAY["represent"] = MAY["segment"] | {"represent"}
MAY["measure"] = MAY["represent"] | {"measure"}
MAY["show"] = MAY["measure"] | {"show"}
MAY["coding"] = MAY["represent"] | {"coding"}
MAY["batch"] = MAY["show"] | {"coding", "batch"}
MAY["bench"] = MAY["batch"] | {"bench"}
MAY["cli"] = MAY["batch"] | {"bench", "cli"}
MAY["__main__"] = MAY["cli"]
HEAVY = {"spacy", "torch", "gensim", "sklearn", "altair", "sentence_transformers", "transformers"}


def room_of(path: Path) -> str:
    part = path.relative_to(ROOT).parts[0]
    return part.removesuffix(".py")


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or ".")
    return names


def wrong_arrows(room: str, source: str) -> list[str]:
    rooms = {name.split(".")[1] for name in imported(ast.parse(source)) if name.startswith("textmine.")}
    return sorted(rooms - MAY[room])


FILES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path):
    assert not wrong_arrows(room_of(path), path.read_text("utf-8"))


def test_a_wrong_arrow_is_seen():
    assert wrong_arrows("segment", "def f():\n    from textmine.show.charts import plot\n") == ["show"]


def test_importing_textmine_is_light():
    code = "import sys, textmine; print(sorted(m for m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(ast.literal_eval(done.stdout))


def test_every_public_name_is_there_and_is_no_file_or_room():
    files = {path.stem for path in ROOT.rglob("*.py")} | {path.name for path in ROOT.iterdir()}
    for name in textmine.__all__:
        assert getattr(textmine, name) is not None
        assert name not in files, f"{name} is also a file"


def test_unknown_name():
    with pytest.raises(AttributeError):
        textmine.nothing_of_the_kind  # noqa: B018


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("subject", sorted(p.stem for p in (ROOT / "messages" / "fr").glob("*.toml")))
def test_both_languages_say_the_same_things(subject):
    french, english = (
        tomllib.loads((ROOT / "messages" / language / f"{subject}.toml").read_text("utf-8"))
        for language in ("fr", "en")
    )
    assert french.keys() == english.keys()
    for key in french:
        assert fields(french[key]) == fields(english[key]), key


def test_no_sentence_is_called_that_the_catalogue_lacks():
    keys = tomllib.loads((ROOT / "messages" / "en" / "errors.toml").read_text("utf-8")).keys()
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "TextmineError"
            if called and node.args and isinstance(node.args[0], ast.Constant):
                assert node.args[0].value in keys, f"{path}:{node.lineno}"


@pytest.mark.parametrize("folder", ["corpus", "models"])
def test_every_corpus_and_model_has_its_card(folder):
    for path in (ROOT.parent / folder).glob("*/"):
        assert (path / "CARD.md").is_file(), path
