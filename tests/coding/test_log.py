"""The log of decisions: nothing acknowledged is lost, several write at once, replaying gives the state."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.coding.codebook import Code, Codebook
from textmine.coding.decisions import ACTIONS, Decision, Span, new_coding
from textmine.coding.log import DecisionLog, open_log
from textmine.coding.replaying import replay
from textmine.errors import TextmineError

WRITER = """
import sys
from textmine.coding.decisions import Decision, Span
from textmine.coding.log import DecisionLog
log = DecisionLog(sys.argv[1])
for i in range(10_000):
    log.append([Decision("Ana", "coded", f"c{i}", "x", Span("m", 0, i, 0, i + 1))])
    print(i, flush=True)
"""


@pytest.fixture
def log(tmp_path):
    found = DecisionLog(tmp_path / "dossier à moi" / "codages.db")
    yield found
    found.close()


def decision(number=0, coder="Ana", action="coded", **more):
    return Decision(coder, action, f"c{number}", "code", Span("m", 0, number, 0, number + 5), **more)


def test_what_was_written_is_read_back(log):
    told = decision(memo="à revoir 😀", score=0.83, model="ab", data="cd", shown=True)
    assert log.append([told, decision(1)]) == [1, 2]
    first, second = log.decisions()
    assert (first.memo, first.score, first.model, first.shown) == ("à revoir 😀", 0.83, "ab", True)
    assert first.span == told.span and first.when == told.when and second.score != second.score
    assert [d.number for d in log.decisions(since=1)] == [2]
    assert log.decisions(coder="Bo") == []


def test_numbers_of_numpy_are_numbers(log):
    """The driver would keep them as bytes."""
    place = Span("m", *np.array([0, 2, 0, 9], dtype=np.int64))
    log.append([Decision("Ana", "coded", "c1", "x", place, score=np.float32(0.5))])
    assert log.decisions()[0].span == Span("m", 0, 2, 0, 9) and log.decisions()[0].score == 0.5


def test_the_same_gesture_sent_twice_is_kept_once(log):
    told = decision()
    assert log.append([told]) == log.append([told, told.__class__(**vars(told))][:1]) == [1]
    assert log.append([decision(2), told]) == [2, 1]
    assert len(log.decisions()) == 2


def test_all_or_none(log):
    with pytest.raises(TextmineError):
        log.append([decision(1), decision(2, action="dreamt")])
    assert log.decisions() == [] and log.append([]) == []


def test_a_kill_loses_nothing_acknowledged(tmp_path):
    for moment in range(4):
        path = tmp_path / f"{moment}.db"
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            acknowledged = [int(process.stdout.readline()) for _ in range(5 + 17 * moment)]
            time.sleep(0.003 * moment)
            process.send_signal(signal.SIGKILL)
            acknowledged += [
                int(line) for line in process.stdout.read().splitlines() if line.strip().isdigit()
            ]
        log = open_log(path)
        kept = [int(d.coding[1:]) for d in log.decisions()]
        assert kept[: len(acknowledged)] == acknowledged
        assert log.append([decision(99_999)]) == [len(kept) + 1]
        log.close()


def test_several_coders_write_at_once_without_loss(tmp_path):
    path = tmp_path / "codages.db"
    DecisionLog(path).close()

    def code(name):
        log = DecisionLog(path)
        for i in range(25):
            log.append([decision(i, coder=name), decision(i + 100, coder=name)])
        log.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(code, ["Ana", "Bo", "Cy", "Di"]))
    log = open_log(path)
    assert [d.number for d in log.decisions()] == list(range(1, 201))
    assert all(len(log.decisions(coder=name)) == 50 for name in ("Ana", "Bo", "Cy", "Di"))
    log.close()


def test_every_version_of_the_codebook_stays(log):
    assert len(log.codebook()) == 0
    first = Codebook((Code("a", "A", examples=("x", "y")),), origin="codes.csv")
    log.save_codebook(first, coder="Ana")
    assert log.codebook() == first
    log.save_codebook(first.with_code(Code("b", "B", "a")))
    assert [code.name for code in log.codebook()] == ["A", "B"]


def test_what_is_no_database_is_refused(tmp_path):
    path = tmp_path / "notes.db"
    path.write_text("Ceci n'est pas une base de données, mais un texte assez long. " * 20)
    with pytest.raises(TextmineError) as caught:
        DecisionLog(path)
    assert "notes.db" in caught.value.say("fr")
    with pytest.raises(TextmineError):
        open_log(tmp_path / "absent.db")
    with pytest.raises(TextmineError):
        DecisionLog("nosuchbase://here")


def test_accepting_changing_refusing_undoing():
    span, other = Span("m", 0, 0, 0, 5), Span("m", 0, 2, 1, 5)
    offered = Decision("Ana", "suggested", "s", "x", span, score=0.9, model="m1")
    changed = Decision("Ana", "changed", "s", "y", other, memo="plutôt y")

    def state(*told):
        rows = replay(told).table.to_dict("records")
        return (rows[0]["status"], rows[0]["origin"], rows[0]["code"]) if rows else None

    assert state(offered) == ("pending", "suggested", "x")
    assert state(offered, changed) == ("coded", "changed", "y")
    assert state(offered, changed, Decision("Ana", "undone", "s")) == ("pending", "suggested", "x")
    assert state(offered, Decision("Ana", "refused", "s")) == ("refused", "suggested", "x")
    assert state(decision(), Decision("Ana", "undone", "c0")) is None
    assert state(decision(), Decision("Ana", "changed", "c0", "y")) == ("coded", "human", "y")
    kept = replay([offered, Decision("Ana", "accepted", "s")]).table.iloc[0]
    assert kept["score"] == 0.9 and kept["model"] == "m1" and kept["shown"]
    told = replay([offered, Decision("Ana", "accepted", "s"), decision(7), decision(8, shown=True)])
    assert len(told.coded()) == 3 and told.coded(human_only=True)["coding"].tolist() == ["c7"]
    assert told.coders == ("Ana",) and told.last == 0
    assert replay(
        [Decision("Ana", action, "nowhere") for action in ("accepted", "refused", "changed")]
    ).table.empty
    read = replay([Decision("Ana", "finished", "", span=span)])
    assert read.finished == {("Ana", "m")} and read.table.empty


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(ACTIONS), st.sampled_from("xyz")), max_size=25))
def test_replaying_in_parts_or_whole_gives_the_same(drawn):
    told = [
        Decision("Ana", action, f"c{n}", code, Span("m", n, 0, n, 4), number=i)
        for i, (n, action, code) in enumerate(drawn, start=1)
    ]
    whole = replay(told)
    undone = [d for d in told if d.action != "finished"]
    assert set(whole.table["status"]) <= {"coded", "pending", "refused"}
    everything_back = [Decision("Ana", "undone", f"c{n}") for n in range(4) for _ in undone]
    assert replay([*told, *everything_back]).table.empty
    assert new_coding() != new_coding()
