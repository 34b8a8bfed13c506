"""Uses of words: planted differences are found, none where there is none, contexts that draw closer."""

import numpy as np
import pytest

import textmine as tm
from textmine.errors import TextmineError
from textmine.measure.portraits.usages import word_usages

FIELDS = {
    "atelier": "opérateur machine ligne poste contremaître équipe",
    "bureau": "tableur formulaire dossier courriel agrafe classeur",
    "rien": "alors bref ensuite surtout parfois jamais demain hier",
}


def said(generator, word, field):
    around = (
        generator.choice(FIELDS[field].split(), size=12).tolist()
        + generator.choice(FIELDS["rien"].split(), size=6).tolist()
    )
    generator.shuffle(around)
    return " ".join([*around[:9], word, *around[9:]])


WORDS = ("grille", "visite", "tarif", "carnet", "projet", "salon")


def meeting(generator, rules):
    """One meeting: each pilot says each word in a turn of its own, in the field that the rule gives."""
    lines = []
    for _ in range(3):
        for word in WORDS:
            lines += [f"{name} : {said(generator, word, rules(name, word))}." for name in ("Ana", "Bo")]
    return "\n\n".join(lines)


def usages_of(folder, rules, words=WORDS):
    generator = np.random.default_rng(4)
    for number in range(6):
        path = folder / f"reunion-{number + 1}_202{number}-01-01.txt"
        path.write_text(meeting(generator, lambda *facts, n=number: rules(*facts, n)), encoding="utf-8")
    segments = tm.split(tm.read(folder), into="turns")
    vectors = tm.SentenceVectors(purpose="theme", start="corpus").fit(segments)
    return word_usages(segments, tm.annotate(segments), vectors, words=list(words))


def test_a_word_used_differently_is_told_from_one_used_alike(tmp_path):
    mixed = np.random.default_rng(1)

    def rules(name, word, number):
        if word == "grille":
            return "atelier" if name == "Ana" else "bureau"
        return str(mixed.choice(["atelier", "bureau"]))

    found = usages_of(tmp_path, rules)
    table = found.words.set_index("word")
    assert table.loc["grille", "p_adjusted"] < 0.01 and table.loc["grille", "gap"] > 0.3
    others = table.drop(index="grille")
    assert table.loc["grille", "gap"] > 3 * others["gap"].abs().max()
    assert (others["p"] > 0.01).all()
    assert found.words["word"].iloc[0] == "grille"
    shown = found.contexts[found.contexts["word"] == "grille"].set_index("pilot")["text"]
    assert any(word in shown["Ana"] for word in FIELDS["atelier"].split())
    assert any(word in shown["Bo"] for word in FIELDS["bureau"].split())
    assert not shown.str.contains("grille").any()


def test_contexts_that_draw_closer(tmp_path):
    mixed = np.random.default_rng(1)

    def rules(name, word, number):
        if word == "grille":
            return "atelier" if number >= 3 or name == "Ana" else "bureau"
        return str(mixed.choice(["atelier", "bureau"]))

    found = usages_of(tmp_path, rules, words=["grille"])
    table = found.words.set_index("word")
    assert table.index.tolist() == ["grille"]
    assert table.loc["grille", "closer"] > 0.2 and table.loc["grille", "p_closer"] < 0.05


def test_words_that_cannot_be_compared(tmp_path):
    with pytest.raises(TextmineError):
        usages_of(tmp_path, lambda *_: "atelier", words=["absent"])
    folder = tmp_path / "petit"
    folder.mkdir()
    (folder / "reunion.txt").write_text("Ana : la grille.\n\nBo : la grille.\n\n" * 2, encoding="utf-8")
    segments = tm.split(tm.read(folder), into="turns")
    vectors = tm.SentenceVectors(purpose="pilot")
    with pytest.raises(TextmineError):
        word_usages(segments, tm.annotate(segments), vectors)


def test_of_a_word_said_often_some_contexts_are_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr("textmine.measure.portraits.usages.MOST_CONTEXTS", 30)

    def rules(name, word, number):
        return "bureau" if (name, word) == ("Bo", "grille") else "atelier"

    found = usages_of(tmp_path, rules)
    assert (found.words["n_turns"] <= 30).all() and found.words["n_turns"].max() > 20
    assert found.words.loc[found.words["word"] == "grille", "p_adjusted"].item() < 0.05
