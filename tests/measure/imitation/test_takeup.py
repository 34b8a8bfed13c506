"""Phrases taken up: counted against plain loops, Mantel-Haenszel against statsmodels, the null."""

import itertools

import numpy as np
import pytest

from tests.measure.imitation.toy import annotated
from textmine.measure.cells import index_of
from textmine.measure.imitation.adopting import adopt
from textmine.measure.imitation.phrases import find_uses
from textmine.measure.imitation.places import knowledge_of, places_of
from textmine.measure.imitation.takeup import Tally, _mantel_haenszel, excesses, frequency_strata, tally

TABLES = [[[12, 38], [20, 130]], [[3, 17], [9, 71]], [[7, 5], [6, 22]], [[0, 4], [2, 30]]]


def pooled(tables):
    sums = 0.0
    for (a, b), (c, d) in tables:
        one = np.array([[float(a)]])
        sums = sums + _mantel_haenszel(one, one + b, one + c, one + b + c + d)
    return Tally(*sums)


def test_mantel_haenszel_is_that_of_statsmodels():
    # statsmodels 0.15.0, StratifiedTable(...).logodds_pooled and logodds_pooled_se
    assert pooled(TABLES).log_odds[0, 0] == pytest.approx(0.7823159606978598, rel=1e-12)
    assert pooled(TABLES).error[0, 0] == pytest.approx(0.31077604971033873, rel=1e-12)


def test_mantel_haenszel_is_that_of_the_installed_statsmodels():
    module = pytest.importorskip("statsmodels.stats.contingency_tables", reason="no statsmodels")
    rng = np.random.default_rng(0)
    for _ in range(20):
        tables = rng.integers(0, 30, size=(6, 2, 2)) + 1
        expected = module.StratifiedTable([table.astype(float) for table in tables])
        found = pooled(tables.tolist())
        assert found.log_odds[0, 0] == pytest.approx(expected.logodds_pooled)
        assert found.error[0, 0] == pytest.approx(expected.logodds_pooled_se)


def test_no_control_takes_it_up_no_log_odds():
    found = pooled([[[3, 5], [0, 9]]])
    assert np.isnan(found.log_odds[0, 0])
    assert np.isnan(found.error[0, 0])
    assert found.excess[0, 0] == pytest.approx(3 - 8 * 3 / 17)


WORDS = [f"mot{letter}" for letter in "abcdefghijklmnopqrst"]


def chatter(seed, *, n_meetings=5, n_pilots=3, n_words=12, absent=(), hosts=True):
    rng = np.random.default_rng(seed)
    talk = []
    for t in range(n_meetings):
        for i in range(n_pilots):
            if (i, t) not in absent:
                talk.append((2 * t, f"p{i}", " , ".join(rng.choice(WORDS, n_words))))
        if hosts:
            talk.append((2 * t, "host", " , ".join(rng.choice(WORDS, 2)), "facilitator", "meeting"))
    talk.append((3, "p0", " , ".join(rng.choice(WORDS, 3)), "pilot", "interview"))
    return talk


def prepared(talk, longest=1):
    segments, tokens, _ = annotated(talk)
    index = index_of(tokens.rows, between="pilot", over="meeting")
    uses = find_uses(tokens, segments, longest=longest)
    places = places_of(tokens.rows, index, label="speaker", over="meeting")
    return index, *knowledge_of(uses, places, index)


def counted_by_loops(talk, order, n_pilots):
    """The definition, word by word: a, a + b and expected of each pair."""
    meetings = sorted(
        {one[0] for one in talk if (*one, "pilot", "meeting")[4 if len(one) > 4 else -1] == "meeting"}
    )
    used, hosted, known, present = {}, {}, {}, set()
    for when, speaker, text, *more in talk:
        words = text.split(" , ")
        if more and more[0] == "facilitator":
            hosted.setdefault(meetings.index(when), set()).update(words)
            continue
        pilot = int(speaker[1])
        if more and more[1] == "interview":
            after = max(t for t, m in enumerate(meetings) if m <= when)
        else:
            after = meetings.index(when)
            present.add((pilot, after))
            used.setdefault(after, {}).setdefault(pilot, []).extend(words)
        known.setdefault((pilot, after), set()).update(words)
    a, heard, expected = np.zeros((3, n_pilots, n_pilots))
    for u in range(len(order) - 1):
        now, then = order[u], order[u + 1]
        strata = {}
        for word in set(itertools.chain(*used.get(now, {}).values())):
            if word in hosted.get(now, set()) | hosted.get(then, set()):
                continue
            users = {i for i, words in used[now].items() if word in words}
            n_uses = sum(words.count(word) for words in used[now].values())
            key = (min(len(users), 3), 0 if n_uses == 1 else 1 if n_uses < 4 else 2)
            strata.setdefault(key, []).append((word, users))
        for rows in strata.values():
            for i in range(n_pilots):
                if not {(i, now), (i, then)} <= present:
                    continue
                before = set().union(*(known.get((i, t), set()) for t in order[: u + 1]))
                risk = [(w, s) for w, s in rows if w not in before]
                takes = [w in used[then].get(i, []) for w, _ in risk]
                for j in set(range(n_pilots)) - {i}:
                    exposed = [j in s for _, s in risk]
                    a[i, j] += sum(t and e for t, e in zip(takes, exposed, strict=True))
                    heard[i, j] += sum(exposed)
                    expected[i, j] += sum(exposed) * sum(takes) / max(len(risk), 1)
    return a, heard, expected


@pytest.mark.parametrize("absent", [(), ((1, 2), (0, 3))])
def test_counts_are_those_of_plain_loops_in_any_order(absent):
    for seed in range(4):
        talk = chatter(seed, absent=absent)
        _, knowledge, _ = prepared(talk)
        for order in ([0, 1, 2, 3, 4], [3, 0, 4, 2, 1]):
            found = tally(knowledge, np.array(order))
            a, heard, expected = counted_by_loops(talk, order, 3)
            np.testing.assert_allclose(found.adopted, a)
            np.testing.assert_allclose(found.heard, heard)
            np.testing.assert_allclose(found.expected, expected)
    assert a.sum() > 0


@pytest.mark.parametrize(("n_meetings", "absent"), [(3, ()), (5, ((1, 2), (0, 3))), (11, ((2, 0), (0, 10)))])
def test_many_orders_at_once_are_those_one_by_one(n_meetings, absent, monkeypatch):
    monkeypatch.setattr("textmine.measure.imitation.takeup._AT_ONCE", 3)
    rng = np.random.default_rng(n_meetings)
    for seed in range(3):
        talk = chatter(seed, n_meetings=n_meetings, n_words=14, absent=absent)
        talk.append((-1, "p1", WORDS[0], "pilot", "interview"))
        talk += [(2 * t, "p2", f"seul{t}") for t in range(n_meetings) if (2, t) not in absent]
        _, knowledge, _ = prepared(talk, longest=2)
        orders = np.stack([np.arange(n_meetings), *(rng.permutation(n_meetings) for _ in range(40))])
        found = excesses(knowledge, orders)
        expected = [tally(knowledge, order).excess for order in orders]
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
        assert np.abs(found).max() > 0.1 and knowledge.single.any() and knowledge.prior.any()


def test_strata_by_hand():
    users, uses, lemmas = np.array([1, 2, 3, 9]), np.array([1, 3, 4, 99]), np.array([1, 1, 1, 2])
    assert frequency_strata(users, uses, lemmas).tolist() == [0, 4, 8, 17]


def test_who_takes_up_from_one_pilot_is_seen():
    rng = np.random.default_rng(0)
    talk, last = [], None
    for t in range(6):
        fresh = [[f"mot{i}x{t}x{k}" for k in range(12)] for i in range(4)]
        if last is not None:
            fresh[1] += last[0][:5]
            fresh[2] += rng.choice(np.concatenate([last[0], last[1], last[3]]), 3).tolist()
        talk += [(t, f"p{i}", " , ".join(words)) for i, words in enumerate(fresh)]
        last = [[w for w in words if f"mot{i}x" in w] for i, words in enumerate(fresh)]
    segments, tokens, _ = annotated(talk)
    result = adopt(tokens, segments, longest=1)
    pairs = result.pairs.set_index(["follower", "leader"])
    assert pairs.loc[("p1", "p0"), "adopted"] == 25
    assert pairs.loc[("p1", "p0"), "p"] == pairs["p"].min()
    assert pairs.loc[("p1", "p0"), "p_adjusted"] <= 0.05
    assert pairs.loc[("p3", "p0"), "adopted"] == 0
    assert result.leaders.set_index("pilot")["excess"].idxmax() == "p0"
    assert "hosts_absent" in dict(result.reasons)


def test_p_values_under_the_null():
    least, leaders = [], []
    for seed in range(40):
        segments, tokens, _ = annotated(chatter(seed, n_meetings=5, n_words=6, hosts=False)[:-1])
        result = adopt(tokens, segments, longest=1, n_permutations=99)
        least.append(result.pairs["p_adjusted"].min())
        leaders += result.leaders["p"].tolist()
    # all 120 orders: at .05, more than 6 of 40 has probability .003
    assert np.sum(np.array(least) <= 0.05) <= 6
    assert abs(np.mean(leaders) - 0.5) < 0.1
