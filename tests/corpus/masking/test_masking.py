import socket

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from textmine.corpus.masking.masking import mask
from textmine.corpus.masking.reversing import unmask
from textmine.corpus.masking.writing import write_turns
from textmine.corpus.reading import read
from textmine.errors import TextmineError

TALK = """Hélène Castaing : Bonjour M. Martin, Mme Martin n'est pas là ? (rires) Elle vient d'Orléans.
Bernard Martin : Non, Sylvie Martin est à Lens, dans le bon sens. Écrivez à h.castaing@exemple.fr.
Hélène Castaing : Castain, sans g ? Le 06 12 34 56 78, c'est Bernard. HÉLÈNE CASTAING, c'est moi.
Bernard Martin : Madame Castaing, Mme Castaing ou Helene, peu importe. Rose dit : j'ai vu une rose à Lens.
"""
PARTS = st.sampled_from(
    ["Hélène", "Mme Castaing", "M. Martin", "d'Orléans", "à Lens", "l'Oréal", "qu'Anne", "JP", "J.-P. Roy",
     "Pierre", "la pierre", "06 12 34 56 78", "a@b.fr", "le 3 mai 2020", "(rires)", "[VILLE_1]", "euh",
     "oui,", "non.", "É", "x\u0302", "Max\u0302", "12 rue de la Paix, 75002 Paris",
     "de Yann", "Éric", "🙂", "CASTAING", "« bon »"]
)  # fmt: skip
TURNS = st.lists(st.lists(PARTS, min_size=1, max_size=9), min_size=2, max_size=5)


def corpus_of(tmp_path, text, name="reunion.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read(path)


@pytest.fixture
def corpus(tmp_path):
    return corpus_of(tmp_path, TALK, "entretien_helene-castaing.txt")


def test_one_entity_one_pseudonym_in_each_form(corpus):
    found = mask(corpus, seed=3)
    names = found.table.set_index("entity")["pseudonym"]
    first, last = names["Hélène Castaing"].split()
    bernard, martin = names["Bernard Martin"].split()
    texts = found.corpus.turns["text"].tolist()
    assert texts[0].startswith(f"Bonjour M. {martin}, Mme {martin} n'est pas là ?")
    assert texts[2].startswith(f"{last}, sans g ?")
    assert f"{first.upper()} {last.upper()}, c'est moi" in texts[2]
    assert texts[3].startswith(f"Madame {last}, Mme {last} ou {first}, peu importe.")
    assert f"c'est {bernard}" in texts[2]
    assert names["Sylvie Martin"].split()[1] == martin
    assert "dans le bon sens" in texts[1]
    assert "une rose à [VILLE_2]" in texts[3]
    assert not any("Lens" in text or "06 12" in text or "@" in text for text in texts)


def test_speakers_meetings_and_files_are_masked(corpus):
    found = mask(corpus, seed=0)
    told = " ".join(
        str(value)
        for table in (found.corpus.turns, found.corpus.meetings, found.corpus.speakers)
        for column in table
        for value in table[column]
    )
    assert "astaing" not in told
    assert "Martin" not in told
    assert found.corpus.reports == ()
    assert "castaing" not in str(found.corpus.recipe)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=TURNS, seed=st.integers(0, 9))
def test_unmask_gives_each_character_back(tmp_path, turns, seed):
    names = ["Hélène Castaing", "Bernard Martin", "E"]
    text = "\n".join(f"{names[at % 3]} : oui {' '.join(parts)}" for at, parts in enumerate(turns))
    corpus = corpus_of(tmp_path, text)
    found = mask(corpus, seed=seed)
    back = unmask(found.corpus, found.key)
    for table in ("turns", "meetings", "speakers", "marks"):
        pd.testing.assert_frame_equal(getattr(back, table), getattr(corpus, table))


def test_what_is_written_reads_again_and_reverses(corpus, tmp_path):
    found = mask(corpus, seed=0)
    assert write_turns(found.corpus, tmp_path / "out") == 0
    again = read(tmp_path / "out")
    assert again.turns["text"].equals(found.corpus.turns["text"])
    assert again.marks.equals(found.corpus.marks)
    back = unmask(again, found.key)
    assert back.turns["text"].equals(corpus.turns["text"])
    assert back.turns["speaker"].equals(corpus.turns["speaker"])
    assert back.meetings["meeting"].equals(corpus.meetings["meeting"])
    with pytest.raises(TextmineError) as caught:
        write_turns(found.corpus, tmp_path / "out")
    assert caught.value.key == "mask_folder_full"


def test_the_reviewed_table_decides(corpus):
    table = mask(corpus, seed=0).table
    table.loc[table["entity"] == "Lens", "decision"] = "garder"
    table.loc[table["entity"] == "Hélène Castaing", "pseudonym"] = "Odile Arnaud"
    added = {"kind": "organisation", "entity": "peu importe", "variants": "peu importe", "source": "",
             "decision": "masquer", "pseudonym": "[ORGANISATION_9]", "policy": "tag"}  # fmt: skip
    table = pd.concat([table, pd.DataFrame([added])], ignore_index=True).astype(object).fillna("")
    found = mask(corpus, table=table)
    texts = found.corpus.turns["text"].tolist()
    assert "est à Lens" in texts[1]
    assert texts[3].startswith("Madame Arnaud, Mme Arnaud ou Odile, [ORGANISATION_9].")
    assert unmask(found.corpus, found.key).turns["text"].equals(corpus.turns["text"])
    again = mask(corpus, table=found.table)
    assert again.corpus.turns["text"].tolist() == texts


def test_bad_decisions_policies_and_kinds(corpus):
    table = mask(corpus, seed=0).table
    for column, value, key in (("decision", "peut-être", "mask_decision"), ("policy", "voir", "mask_policy"),
                               ("kind", "chose", "mask_kind")):  # fmt: skip
        wrong = table.copy()
        wrong.loc[0, column] = value
        with pytest.raises(TextmineError) as caught:
            mask(corpus, table=wrong)
        assert caught.value.key == key
    with pytest.raises(TextmineError) as caught:
        mask(corpus, policies={"iban": "generalise"})
    assert caught.value.key == "mask_policy"
    same = table.copy()
    same.loc[same["kind"] == "person", "pseudonym"] = "Odile Arnaud"
    with pytest.raises(TextmineError) as caught:
        mask(corpus, table=same)
    assert caught.value.key == "mask_same_name"


def test_generalised_and_kept(tmp_path):
    talk = "Ana Rey : Le 3 mai 2020 à Lens, j'ai 41 ans.\nPaul Roy : Vu à Tours depuis le 4 mai.\n"
    corpus = corpus_of(tmp_path, talk)
    policies = {"town": "generalise", "person": "keep", "age": "generalise"}
    texts = mask(corpus, policies=policies, seed=0).corpus.turns["text"].tolist()
    assert texts == [
        "en mai 2020 dans les Hauts-de-France, j'ai entre 40 et 49 ans.",
        "Vu en Centre-Val de Loire depuis mai.",
    ]


def test_the_list_and_a_recogniser_add_names(corpus):
    def recogniser(texts):
        for text in texts:
            at = text.find("importe")
            yield [(at, at + 7, "PER")] if at >= 0 else []

    found = mask(corpus, names={"g": ["sans g"]}, ner=recogniser, seed=0)
    assert "[ORGANISATION_1]" in found.corpus.turns["text"][2]
    assert "peu importe" not in found.corpus.turns["text"][3]
    with pytest.raises(TextmineError) as caught:
        mask(corpus, ner="aucune_chaine")
    assert caught.value.key == "unknown_pipeline"


def test_leaks_are_told(tmp_path):
    corpus = corpus_of(tmp_path, "Ana Rey : Le projet Bocal avance, dit Xorbax.\nPaul Roy : Oui, je crois.\n")
    found = mask(corpus, policies={"name": "keep"}, seed=0)
    assert set(found.leaks.loc[found.leaks["reason"] == "capital", "text"]) == {"Bocal"}
    clean = mask(corpus_of(tmp_path, "Ana Rey : Oui, je crois.\nPaul Roy : Non, pas moi.\n"), seed=0)
    assert clean.leaks.empty


def test_nothing_leaves_the_machine(corpus, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("network")

    monkeypatch.setattr(socket, "socket", refuse)
    assert len(mask(corpus).table)


def test_a_last_name_that_begins_with_an_article_leaves_articles_alone(tmp_path):
    """« maire » is no name, but « Le Maire » after a first name is; « le » alone never is."""
    text = (
        "Marie Dupont : Bonjour Bruno Le Maire, le président est là et le budget monte.\n"
        "Paul Roy : Oui, Bruno Le Maire a dit que le débat avance.\n"
        "Marie Dupont : Le débat ?\nPaul Roy : Oui."
    )
    found = mask(corpus_of(tmp_path, text), seed=0).corpus.turns["text"]
    assert not found.str.contains("Maire|Bruno").any()
    assert found[0].endswith(", le président est là et le budget monte.")
    assert found[1].endswith("a dit que le débat avance.") and found[2] == "Le débat ?"
