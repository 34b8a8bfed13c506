"""Cooccurrents, links and their graph."""

import networkx
import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

from textmine.errors import TextmineError
from textmine.measure.textometry.cooccurring import cooccurrents, save_graph, word_graph, word_links
from textmine.represent.features import Features


@pytest.fixture
def counts():
    generator = np.random.default_rng(1)
    rows = pd.DataFrame({"speaker": generator.choice(["Ana", "Bo", "Cy"], 300)})
    values = (generator.random((300, 8)) < 0.2).astype(float)
    values[:, 1] = values[:, 0] * (generator.random(300) < 0.9)
    values[:, 3] = values[:, 2] * (generator.random(300) < 0.8)
    words = ("four", "verre", "grille", "diagnostic", "prix", "camion", "vélo", "quai")
    return Features(rows, values * 2, words, "counts")


def test_scores_are_hypergeometric_tails(counts):
    found = cooccurrents(counts, "four").set_index("word")
    present = counts.dense() > 0
    for place, word in enumerate(counts.columns[1:], 1):
        both = int((present[:, 0] & present[:, place]).sum())
        law = hypergeom(300, int(present[:, place].sum()), int(present[:, 0].sum()))
        expected = -np.log10(law.sf(both - 1)) if found.loc[word, "score"] > 0 else np.log10(law.cdf(both))
        assert found.loc[word, "together"] == both
        assert found.loc[word, "score"] == pytest.approx(expected, abs=1e-8)
        speakers = counts.rows["speaker"][present[:, 0] & present[:, place]].nunique()
        assert found.loc[word, "n_speakers"] == speakers
    assert found.index[0] == "verre"


def test_links_are_symmetric_and_the_tree_is_networkx_maximum_tree(counts):
    links = word_links(counts, least=-100)
    assert len(links) == 8 * 7 / 2
    graph = networkx.Graph()
    for row in links.itertuples():
        graph.add_edge(row.word, row.other, weight=row.score)
    tree = networkx.maximum_spanning_tree(graph)
    kept = links[links["in_tree"]]
    assert kept["score"].sum() == pytest.approx(tree.size(weight="weight"))
    assert len(kept) == 7
    assert set(map(frozenset, word_links(counts, least=5)[["word", "other"]].to_numpy().tolist())) == {
        frozenset({"four", "verre"}),
        frozenset({"grille", "diagnostic"}),
    }


@pytest.mark.parametrize(
    ("ending", "read"), [(".gexf", networkx.read_gexf), (".graphml", networkx.read_graphml)]
)
def test_graphs_come_back(counts, tmp_path, ending, read):
    graph = word_graph(word_links(counts), counts)
    again = read(save_graph(graph, tmp_path / f"mots{ending}"))
    assert set(again.edges) == set(graph.edges) or {frozenset(e) for e in again.edges} == {
        frozenset(e) for e in graph.edges
    }
    assert {again.nodes[word]["segments"] for word in again} == {
        graph.nodes[word]["segments"] for word in graph
    }
    assert graph.nodes["four"]["community"] == graph.nodes["verre"]["community"]


def test_bad_words_endings_and_no_link(counts, tmp_path):
    with pytest.raises(TextmineError):
        cooccurrents(counts, "absent")
    with pytest.raises(TextmineError):
        word_links(counts, words=["four", "absent"])
    with pytest.raises(TextmineError):
        save_graph(networkx.Graph(), tmp_path / "mots.pdf")
    none = word_links(counts, least=1e6)
    assert len(none) == 0 and len(word_graph(none, counts)) == 0
