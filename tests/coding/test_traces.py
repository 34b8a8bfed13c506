"""Drift of codes and how far suggestions were followed: planted and none."""

import json
from dataclasses import replace

import numpy as np
import pytest

import textmine as tm
from tests.coding.material import FIELDS, coded_by_theme, write_corpus
from textmine.coding.codebook import Code, Codebook
from textmine.coding.decisions import Decision
from textmine.coding.log import DecisionLog
from textmine.coding.replaying import replay
from textmine.coding.suggesting.features import coding_features
from textmine.coding.suggesting.labels import labels_of
from textmine.coding.suggesting.proposing import suggest
from textmine.coding.traces import code_drift, followed


@pytest.fixture(scope="module")
def themes(tmp_path_factory):
    return write_corpus(tmp_path_factory.getbasetemp() / "traces", n_meetings=10, seed=3)


@pytest.fixture(scope="module")
def corpus(themes, tmp_path_factory):
    return tm.read(tmp_path_factory.getbasetemp() / "traces")


@pytest.fixture(scope="module")
def features(corpus):
    return coding_features(tm.split(corpus, into="turns"))


MEETINGS = [f"reunion-{m}" for m in range(1, 11)]


def drift(told, corpus, features):
    labels = labels_of(replay(told), corpus, features.segments)
    return code_drift(labels, features, orders=199).set_index("code")


def test_a_code_that_comes_to_mean_something_else_is_found(corpus, features, themes):
    told = coded_by_theme(corpus, themes, MEETINGS)
    late = {f"reunion-{m}" for m in range(6, 11)}
    steady = drift(told, corpus, features)
    assert (steady["p_moved"] > 0.05).all()
    # in later meetings, what is about the port is called "four"
    turned = [replace(d, code="four") if d.span.meeting in late and d.code == "port" else d for d in told]
    found = drift(turned, corpus, features)
    assert (
        found.loc["four", "p_moved"] <= 0.02 and found.loc["four", "moved"] > 3 * steady.loc["four", "moved"]
    )
    assert (
        found.loc["four", "late"] > 1.5 * found.loc["four", "early"] and found.loc["four", "p_share"] <= 0.02
    )


def test_what_rests_on_too_little_cannot_be_told(corpus, features, themes):
    told = coded_by_theme(corpus, themes, MEETINGS[:3])
    assert drift(told, corpus, features)[["early", "moved", "p_share"]].isna().all().all()
    rare = coded_by_theme(corpus, themes, MEETINGS)[:9]
    assert drift(rare, corpus, features)["p_moved"].isna().all()


def test_a_coder_who_follows_the_machine_is_seen(corpus, features, themes):
    told = coded_by_theme(corpus, themes, MEETINGS[:8])
    found = suggest(replay(told), corpus, coder="Ana", features=features)
    offered = found.decisions("Ana")
    assert len(offered) > 10
    judged = [
        Decision("Ana", "accepted" if i % 5 else "refused", d.coding) for i, d in enumerate(offered[:-1])
    ]
    changed = Decision("Ana", "changed", offered[-1].coding, "port")
    table = followed(replay([*told, *offered, *judged, changed]), found, coder="Ana").set_index("code")
    whole = table.loc["*"]
    assert whole["n_shown"] == len(offered) and whole["changed"] == 1
    assert whole["refused"] == len(range(0, len(offered) - 1, 5))
    assert whole["share_seen"] == pytest.approx(whole["accepted"] / whole["n_shown"])
    assert whole["low"] < whole["share_seen"] < whole["high"]
    assert whole["share_blind"] > 0.9 and whole["n_blind"] > 50
    assert table.drop("*")["n_shown"].sum() == whole["n_shown"]
    nothing = followed(replay(told), found, coder="Bo").set_index("code").loc["*"]
    assert nothing["n_shown"] == 0 and np.isnan(nothing["share_seen"])


def test_the_verb_tells_of_the_machine_and_of_drift(tmp_path):
    from tests.commands import textmine

    folder = tmp_path / "corpus"
    themes = write_corpus(folder, n_meetings=10, n_turns=60, seed=3)
    log = DecisionLog(tmp_path / "codages.db")
    log.save_codebook(Codebook(tuple(Code(name, f"Le {name}") for name in FIELDS)))
    log.append(coded_by_theme(tm.read(folder), themes, MEETINGS[:8]))
    log.close()
    done = textmine("agree", tmp_path / "codages.db", folder, "--machine", "--coder", "Ana", "--json")
    rows = json.loads(done.stdout)["machine"]
    assert rows[0]["code"] == "*" and rows[0]["n_blind"] > 20
    done = textmine("agree", tmp_path / "codages.db", folder, "--drift", "--coder", "Ana", language="fr")
    assert done.returncode == 0 and "Le four" in done.stdout, done.stderr
