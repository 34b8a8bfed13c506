"""The number of topics: planted topics are found, small and bad input."""

import numpy as np
import pytest

import textmine as tm
from textmine.represent.topics.numbers import topic_numbers
from textmine.show.curves import topic_number_chart
from textmine.show.theme import NARROW


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    generator = np.random.default_rng(0)
    fields = [
        "four verre bouteille flacon moule fusion calcin couleur brasseur soude sable chaleur",
        "palette camion planche clou transport quai chariot scierie caisse bois gare route",
        "cotisation budget facture barème compte trésorier euro tarif caution adhérent bilan seuil",
        "salon stand visite badge hall invitation affiche programme orateur buffet micro traiteur",
    ]
    lines = []
    for turn in range(160):
        words = fields[(turn // 20) % 4].split()
        lines.append(f"{'Ana' if turn % 2 else 'Bo'} : " + " ".join(generator.choice(words, size=10)) + ".")
    folder = tmp_path_factory.mktemp("numbers")
    (folder / "reunion.txt").write_text("\n\n".join(lines), encoding="utf-8")
    return tm.annotate(tm.split(tm.read(folder), into="turns"))


def test_four_planted_topics_are_chosen(tokens):
    table = topic_numbers(tokens, numbers=(2, 3, 4, 6, 10), max_share=0.5).set_index("n_topics")
    assert table.index[table["chosen"]].tolist() == [4]
    assert table.loc[4, "stability"] > 0.95 and table.loc[4, "solid"] == 4
    assert table.loc[4, "coherence"] > table.loc[2, "coherence"]
    for language, width in (("fr", 760), ("en", NARROW)):
        spec = topic_number_chart(table.reset_index(), language=language, width=width).to_dict()
        assert len(spec["vconcat"]) == 2 and "4" in spec["description"]


def test_numbers_that_do_not_fit_are_left_out_or_told(tokens):
    assert topic_numbers(tokens, numbers=(4, 500), max_share=0.5)["n_topics"].tolist() == [4]
    with pytest.raises(tm.TextmineError):
        topic_numbers(tokens, numbers=(500,))
    with pytest.raises(tm.TextmineError):
        topic_numbers(tokens, refits=1)
