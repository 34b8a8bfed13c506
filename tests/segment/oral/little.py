"""A folder of training data as small as can be: sentences made by rule, under the treebanks' names."""

from tests.segment.oral.material import block, row
from textmine.segment.oral.training import TREEBANKS

NOUNS = "carton verre flacon atelier papier client marché pilote réseau comité".split()
VERBS = {"arrive": "arriver", "monte": "monter", "demande": "demander", "marche": "marcher"}


def sentences(n, stem):
    verbs = list(VERBS.items())
    for i in range(n):
        noun, (form, lemma) = NOUNS[i % len(NOUNS)], verbs[i % len(verbs)]
        finite = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
        yield block(
            row(1, "euh", "INTJ", 5, "discourse"),
            row(2, "le", "DET", 4, "reparandum"),
            row(3, "le", "DET", 4, "det"),
            row(4, noun, "NOUN", 5, "nsubj", features="Gender=Masc|Number=Sing"),
            row(5, form, "VERB", 0, "root", lemma=lemma, features=finite),
            row(6, "du", "ADP", 7, "case", lemma="de"),
            row(7, "coup", "NOUN", 5, "discourse", misc="SpaceAfter=No"),
            row(8, ".", "PUNCT", 5, "punct"),
            sent_id=f"{stem}{i // 10}-{i % 10 + 1}",
            speaker=f"$L{i // 3 % 2}",
        )


def make_data(folder):
    """Treebanks of 30 sentences for training, 12 for tests; a debate; a page of a novel."""
    (folder / "ud-french").mkdir(parents=True)
    tests = ("fr_rhapsodie-ud-dev", "fr_parisstories-ud-dev", "fr_sequoia-ud-dev")
    for name in (*TREEBANKS, *tests):
        text = "".join(sentences(12 if name in tests else 30, name))
        (folder / "ud-french" / f"{name}.conllu").write_text(text, encoding="utf-8")
    talk = [
        f"{who} : euh le {noun} {verb}, du coup. On le demande au {noun} !"
        for noun in NOUNS
        for verb, who in zip(VERBS, ("Ana", "Bob", "Ana", "Bob"), strict=True)
    ]
    (folder / "fredsum").mkdir()
    (folder / "fredsum" / "debat.txt").write_text("\n\n".join(talk), encoding="utf-8")
    (folder / "plain" / "eltec-fra").mkdir(parents=True)
    novel = "— Le carton arrive ? Oui, le client le demande.\nIl monte à l'atelier.\n" * 20
    (folder / "plain" / "eltec-fra" / "roman.txt").write_text(novel, encoding="utf-8")
    return folder
