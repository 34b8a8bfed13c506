"""IRaMuTeQ files pass an independent implementation of its checker, and hold what was said."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import SAMPLE, SHARED
from tests.corpus.writing.material import corpus_of, rows, tables
from textmine.corpus.reading import read
from textmine.corpus.writing.folders import write
from textmine.corpus.writing.options import WriteOptions

KEPT = set("abcdefghijklmnopqrstuvwxyz0123456789àâäáåãéèêëìîïíóòôöõøùûüúçßœ’ñ.:,;!?'_-… ")


def check_corpus(data):
    """The rules of textcheckcorpus.py: return the texts as (variables, paragraphs, themes)."""
    texts = []
    for number, line in enumerate(data.decode("utf-8").split("\n"), 1):
        if line.startswith("****"):
            assert not re.search(r" \* ", line), f"error 1, line {number}"
            mark, *stars = line.split()
            assert mark == "****"
            for star in stars:
                assert star.startswith("*") and star.count("*") == 1, f"error 4, line {number}"
                assert "-" not in star and "_" in star, f"error 4, line {number}"
            variables = dict(star[1:].split("_", 1) for star in stars)
            assert len(variables) == len(stars) and all(variables), line
            texts.append((variables, [], []))
        elif line.startswith("-*"):
            assert texts and not re.search(r"\s", line) and len(line) > 2, f"error 2, line {number}"
            texts[-1][2].append(line[2:])
        elif line.strip():
            assert texts, f"text before the first mark, line {number}"
            assert "*" not in line, f"error 3, line {number}"
            texts[-1][1].append(line)
    assert texts
    for variables, paragraphs, _ in texts:
        words = "".join(letter for letter in " ".join(paragraphs).lower() if letter in KEPT)
        assert re.search(r"[^\W_]", words), f"a text that IRaMuTeQ would drop: {variables}"
    return texts


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow],
          phases=[Phase.explicit, Phase.reuse, Phase.generate])  # fmt: skip
@given(table=tables(), by=st.sampled_from(["speaker", "turn", "meeting"]), themes=st.booleans())
def test_the_checker_refuses_nothing(table, by, themes):
    with tempfile.TemporaryDirectory() as folder:
        corpus = corpus_of(table, Path(folder))
        losses = write(corpus, Path(folder) / "out", format="iramuteq", options=WriteOptions(by, themes))
        counts = losses.counts
        texts = check_corpus((Path(folder) / "out" / "corpus.txt").read_bytes())
        said = [" ".join(text.replace("*", " ").split()) for text in corpus.turns["text"]]
        written = [line for _, paragraphs, _ in texts for line in paragraphs]
        assert len(said) - len(written) == counts.get("wordless_turns", 0)
        assert not set(written) - set(said)
        stars = sum(text.count("*") for text in corpus.turns["text"])
        assert counts.get("asterisks", 0) == stars
        if by == "turn":
            assert len(texts) == len(written)
            if not {"misread_characters", "wordless_turns", "seeming_marks"} & set(counts):
                back = read(Path(folder) / "out")
                assert sorted(rows(back.turns, ("speaker", "text"))) == sorted(
                    zip(corpus.turns["speaker"], said, strict=True)
                )
        if by == "speaker":
            pairs = [(one["reunion"], one["loc"]) for one, _, _ in texts]
            assert len(set(pairs)) == len(pairs)


def test_variables_by_hand(tmp_path):
    source = tmp_path / "source.csv"
    source.write_text(
        "réunion,locuteur,rôle,date,point,texte\n"
        "Comité n°1 - mai,Jean-Pierre Cœur,pilote,2021-05-03,Le budget,L'été (rires) coûte 5 * 3 €\n"
        "Comité n°1 - mai,E,enquêteur,2021-05-03,Le budget,Combien ?\n"
        "Comité n°1 - mai,Jean-Pierre Cœur,pilote,2021-05-03,Le budget,-*trop\n",
        encoding="utf-8",
    )
    corpus = read(source)
    losses = write(corpus, tmp_path / "out", format="iramuteq", options=WriteOptions("speaker", themes=True))
    head = "*date_2021_05_03 *genre_reunion"
    assert (tmp_path / "out" / "corpus.txt").read_text("utf-8") == (
        f"**** *reunion_Comite_n_1_mai *loc_Jean_Pierre_Coeur *role_pilot {head}\n"
        "-*Le_budget\nL'été coûte 5 3 €\n- trop\n\n"
        f"**** *reunion_Comite_n_1_mai *loc_E *role_interviewer {head}\n-*Le_budget\nCombien ?\n"
    )
    wanted = {"marks": 1, "asterisks": 2, "deleted_characters": 1, "joined_turns": 1}
    assert {key: losses.counts[key] for key in wanted} == wanted
    back = read(tmp_path / "out")
    assert rows(back.speakers, ("speaker", "role")) == [("Jean-Pierre Cœur", "pilot"), ("E", "interviewer")]
    assert back.meetings.loc[0, "date"] == "2021-05-03"


@pytest.mark.parametrize("by", ["speaker", "turn"])
def test_the_sample_passes_and_comes_back(by, tmp_path):
    corpus = read(SAMPLE)
    losses = write(corpus, tmp_path / "out", format="iramuteq", options=WriteOptions(by, themes=True))
    texts = check_corpus((tmp_path / "out" / "corpus.txt").read_bytes())
    back = read(tmp_path / "out")
    words = corpus.speakers.set_index("speaker")["words"].to_dict()
    assert back.speakers.set_index("speaker")["words"].to_dict() == words
    assert back.pilots == corpus.pilots
    assert back.meetings["date"].to_list() == corpus.meetings["date"].to_list()
    cells = corpus.turns.groupby(["meeting", "speaker"]).ngroups
    assert len(texts) == (cells if by == "speaker" else len(corpus.turns))
    if by == "turn":
        columns = ("speaker", "role", "text")
        assert rows(back.turns, columns) == rows(corpus.turns, columns)
    else:
        assert losses.counts["joined_turns"] == len(corpus.turns) - cells


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
def test_a_day_of_the_assembly_passes(tmp_path):
    corpus = read(SHARED / "assemblee-2013" / "20130124.xml")
    write(corpus, tmp_path / "out", format="iramuteq", options=WriteOptions("turn"))
    texts = check_corpus((tmp_path / "out" / "corpus.txt").read_bytes())
    assert len(texts) > 0.9 * len(corpus.turns)
