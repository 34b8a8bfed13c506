"""Codes that become one, and a codebook that several change at once: replayed, taken back, killed."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textmine.coding.codebook import Code, Codebook
from textmine.coding.decisions import Decision, Span
from textmine.coding.log import DecisionLog, open_log
from textmine.coding.merging import merge_codes, restore_code
from textmine.coding.replaying import replay
from textmine.errors import TextmineError

BOOK = Codebook(
    (
        Code("t", "Thèmes", codable=False),
        Code("a", "A", "t", examples=("x",)),
        Code("b", "B", "t"),
        Code("c", "C", "a"),
        Code("d", "D"),
    )
)

WRITER = """
import sys
from textmine.coding.codebook import Code
from textmine.coding.decisions import Decision
from textmine.coding.log import DecisionLog
from textmine.coding.merging import merge_codes
log = DecisionLog(sys.argv[1])
for i in range(1, 2_000):
    log.change_codebook(lambda book, _: book.with_code(Code(f"c{i}", f"C{i}")))
    if i > 1:
        log.change_codebook(
            lambda book, _: merge_codes(book, f"c{i - 1}", f"c{i}"),
            decisions=[Decision("Ana", "merged", f"m{i}", f"c{i - 1}", memo=f"c{i}")],
        )
    print(i, flush=True)
"""


def coded(number, code, coder="Ana", action="coded"):
    return Decision(coder, action, f"{coder}{number}", code, Span("m", number, 0, number, 5))


def merge(code, into, name=""):
    return Decision("Bo", "merged", name or f"{code}{into}", code, memo=into)


def codes(decisions):
    table = replay(decisions).table
    return dict(zip(table["coding"], table["code"], strict=True))


def test_a_merge_holds_for_all_that_was_and_will_be_coded_and_is_taken_back():
    told = [coded(0, "a"), coded(1, "b", "Cy"), coded(2, "d")]
    assert codes([*told, merge("a", "b")]) == {"Ana0": "b", "Cy1": "b", "Ana2": "d"}
    later = [*told, merge("a", "b"), coded(3, "a"), merge("b", "d")]
    assert set(codes(later).values()) == {"d"}
    assert replay(later).merged == {"a": "d", "b": "d"}
    # what was refused stays refused for the code it was suggested for
    refused = [coded(0, "a", action="suggested"), replace(coded(0, "a", action="refused"))]
    assert codes([*refused, merge("a", "b")]) == {"Ana0": "a"}
    back = [*later, Decision("Cy", "undone", "ab")]
    assert codes(back) == {"Ana0": "a", "Cy1": "d", "Ana2": "d", "Ana3": "a"}
    # the gestures of a coding go on as before: undone, changed
    assert codes([*told, merge("a", "b"), Decision("Ana", "undone", "Ana0")]) == {"Cy1": "b", "Ana2": "d"}
    moved = [*told, merge("a", "b"), Decision("Ana", "changed", "Ana0", "d")]
    assert codes(moved)["Ana0"] == codes([*moved, Decision("Bo", "undone", "ab")])["Ana0"] == "d"
    assert codes([*told, Decision("Bo", "merged", "m", "a")]) == codes(told)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), st.booleans()), max_size=12))
def test_merges_in_any_order_end_and_undoing_all_of_them_changes_nothing(drawn):
    told = [coded(k, code) for k, code in enumerate("abcd")]
    merges = [merge(code, into, f"m{k}") for k, (code, into, _) in enumerate(drawn)]
    now = replay([*told, *merges])
    assert not set(now.merged) & set(now.merged.values())
    # by hand: a bag a code; a merge pours one bag into the one that the other code lies in
    bags = {code: {code} for code in "abcd"}
    for code, into, _ in drawn:
        target = next(name for name, bag in bags.items() if into in bag)
        if code in bags and target != code:
            bags[target] |= bags.pop(code)
    held = {one: name for name, bag in bags.items() for one in bag}
    assert codes([*told, *merges]) == {f"Ana{k}": held[code] for k, code in enumerate("abcd")}
    undone = [Decision("Cy", "undone", f"m{k}") for k in range(len(drawn))]
    assert codes([*told, *merges, *undone]) == codes(told)
    kept = [one for one, (_, _, back) in zip(merges, drawn, strict=True) if not back]
    taken = [Decision("Bo", "undone", f"m{k}") for k, (_, _, back) in enumerate(drawn) if back]
    assert codes([*told, *merges, *taken]) == codes([*told, *kept])


def test_the_codebook_after_a_merge_and_after_it_is_taken_back():
    merged = merge_codes(BOOK, "a", "b")
    assert [code.code for code in merged] == ["t", "b", "c", "d"] and merged["c"].parent == "b"
    assert restore_code(merged, BOOK, "a", "b") == BOOK
    under = merge_codes(BOOK, "a", "c")
    assert under["c"].parent == "t" and restore_code(under, BOOK, "a", "c") == BOOK
    # what was moved since stays where it is; a parent that is gone is none
    moved = merged.with_code(replace(merged["c"], parent="d"))
    assert restore_code(moved, BOOK, "a", "b")["c"].parent == "d"
    bare = Codebook((Code("b", "B"),))
    assert restore_code(bare, BOOK, "a", "b")["a"] == replace(BOOK["a"], parent="")
    assert restore_code(BOOK, BOOK, "a", "b") is BOOK
    for code, into in (("a", "a"), ("a", "t"), ("a", "rien"), ("rien", "a")):
        with pytest.raises(TextmineError):
            merge_codes(BOOK, code, into)


def test_a_kill_leaves_merges_and_the_codebook_of_one_mind(tmp_path):
    for moment in range(2):
        path = tmp_path / f"{moment}.db"
        command = [sys.executable, "-c", WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            last = [int(process.stdout.readline()) for _ in range(5 + 14 * moment)][-1]
            process.send_signal(signal.SIGKILL)
            rest = [int(line) for line in process.stdout.read().splitlines() if line.strip().isdigit()]
            last = max([last, *rest])
        log = open_log(path)
        merges, book = replay(log.decisions()).merges, log.codebook()
        assert len(merges) >= last - 1
        assert not {code for _, code, _ in merges} & set(book.by_code)
        assert {into for _, _, into in merges} - {code for _, code, _ in merges} <= set(book.by_code)
        assert [version.number for version in log.codebooks()] == list(range(1, len(log.codebooks()) + 1))
        log.close()


def test_coders_who_change_the_codebook_at_once_all_have_their_way(tmp_path):
    path = tmp_path / "codages.db"
    DecisionLog(path).close()

    def add(name):
        log = DecisionLog(path)
        for k in range(15):
            log.change_codebook(lambda book, _: book.with_code(Code(f"{name}{k}", f"{name}{k}")), coder=name)  # noqa: B023
        log.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, ["Ana", "Bo", "Cy"]))
    log = open_log(path)
    assert {code.name for code in log.codebook()} == {
        f"{n}{k}" for n in ("Ana", "Bo", "Cy") for k in range(15)
    }
    assert {version.coder for version in log.codebooks()} == {"Ana", "Bo", "Cy"}
    assert len(log.codebooks(last=4)) == 4 and log.codebooks(last=1)[0].number == 45

    # what the change raises stops the decisions that come with it, and a check sees the codebook as it is
    def refuse(book, _=None):
        raise TextmineError("no_such_rule")

    with pytest.raises(TextmineError):
        log.change_codebook(refuse, decisions=[coded(1, "Ana1")])
    with pytest.raises(TextmineError):
        log.append([coded(1, "Ana1")], check=refuse)
    assert log.decisions() == [] and len(log.codebooks()) == 45
    log.close()
