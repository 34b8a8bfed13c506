"""Rules that coders keep, and the codebook changed through the server: what is taken, refused, noted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

import textmine as tm
from tests.coding.material import FIELDS, coded_by_theme, write_corpus
from tests.coding.pages import BOOK
from textmine.coding.decisions import Decision
from textmine.coding.log import DecisionLog
from textmine.coding.page.server import page_app
from textmine.coding.page.workbench import Workbench
from textmine.coding.suggesting.rulebook import forget_rule, keep_rule, replay_rules
from textmine.coding.suggesting.rules import Rule, rule_passages
from textmine.errors import TextmineError


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["keep", "forget", "undo"]), st.integers(0, 9)),
                max_size=14))  # fmt: skip
def test_replaying_rules_gives_what_was_kept_last(drawn):
    told, stacks = [], {}
    for rule, what, word in drawn:
        name = f"r{rule}"
        if what == "keep":
            told.append(keep_rule(Rule("c", (f"w{word}",)), coder="Ana", identity=name))
            stacks.setdefault(name, []).append(f"w{word}")
        elif what == "forget":
            told.append(forget_rule(name, coder="Ana"))
            stacks.setdefault(name, []).append("")
        else:
            told.append(Decision("Ana", "undone", name))
            del stacks.get(name, [])[-1:]
    expected = {name: stack[-1] for name, stack in stacks.items() if stack and stack[-1]}
    found = replay_rules(told)
    assert {one.identity: one.rule.words[0] for one in found} == expected
    assert replay_rules(told, coder="Bo") == []
    assert {one.rule.code for one in replay_rules(told, merged={"c": "d"})} <= {"d"}


def test_rules_are_cleaned_and_shared_only_when_wanted():
    rule = Rule("c", (" carnet  de visite ", "Carnet de visite", "", "été"), ("non",), unless_negated=True)
    told = [keep_rule(rule, coder="Ana", shared=True), keep_rule(Rule("c", ("x",)), coder="Ana")]
    first, second = replay_rules(told)
    assert first.rule.words == ("carnet de visite", "été") and first.rule.unless_negated and first.shared
    assert [one.identity for one in replay_rules(told, coder="Bo")] == [first.identity]
    assert second.rule.made_by == "machine" and not second.shared
    for bad in (Rule("c", ()), Rule("c", (" ", "")), Rule("", ("x",)), Rule("c", ("x",), ("X",))):
        with pytest.raises(TextmineError):
            keep_rule(bad, coder="Ana")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A server of a project that Ana has coded by theme, but for two meetings; and its log."""
    folder = tmp_path_factory.mktemp("desk") / "entretiens"
    themes = write_corpus(folder, n_meetings=8, n_turns=20)
    log = DecisionLog(folder.with_name("codages.db"))
    log.save_codebook(BOOK, coder="Ana")
    log.append(coded_by_theme(tm.read(folder), themes, [f"reunion-{m}" for m in range(1, 7)]))
    bench = Workbench(tm.read(folder), log)
    with TestClient(page_app(bench, token="t", coder="Ana"), base_url="http://127.0.0.1") as client:
        client.get("/?token=t")
        yield client, bench
    log.close()


def said(answer, status=200):
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_passage_of_rules_lies_in_one_turn(desk):
    corpus = desk[1].corpus
    passages = rule_passages(corpus, words=10)
    turns = corpus.turns["text"].astype(str).tolist()
    for turn, start, end, text in zip(
        passages.turn, passages.start, passages.end, passages.texts, strict=True
    ):
        assert turns[turn][start:end] == text
    assert len(passages) > len(turns) and set(passages.turn.tolist()) == set(range(len(turns)))


def test_rules_in_the_page(desk):
    client, bench = desk
    proposed = said(client.get("/api/rules/proposed?coder=Ana&code=four"))["rule"]
    assert set(proposed["words"]) <= set(FIELDS["four"]) and proposed["made_by"] == "machine"
    assert said(client.get("/api/rules/proposed?coder=Bo&code=four"))["rule"] is None
    assert said(client.get("/api/rules/proposed?coder=Ana&code=rien"))["rule"] is None
    # as proposed it is the machine's: nothing of it where suggestions are off, and the log notes the rest
    off = {"action": "switched", "meeting": "reunion-8", "memo": "off"}
    said(client.post("/api/decisions?coder=Ana", json=[off]))
    by_machine = said(client.post("/api/rules/found?coder=Ana", json=proposed))
    assert by_machine["off"] == 1 and "reunion-8" not in {one["meeting"] for one in by_machine["passages"]}
    assert by_machine["n"] == len(by_machine["passages"]) > by_machine["open"] > 0
    # changed, it is Ana's own search: everywhere, and nothing is noted
    before = bench.state().pointed
    own = {**proposed, "words": "Bouteilles; calcin", "without": "palette"}
    found = said(client.post("/api/rules/found?coder=Ana", json=own))
    assert bench.state().pointed == before and found["off"] == 0
    assert "reunion-8" in {one["meeting"] for one in found["passages"]}
    turns = bench.corpus.turns.groupby("meeting", sort=False)["text"].apply(list)
    expected = {
        (meeting, place)
        for meeting, texts in turns.items()
        for place, text in enumerate(texts)
        if {"calcin"} & set(text.rstrip(".").split()) and "palette" not in text
    }
    assert {(one["meeting"], one["turn"]) for one in found["passages"]} == expected
    for one in found["passages"]:
        assert {one["text"][a:b] for a, b in one["marks"]} == {"calcin"}
    # kept, it survives; it is Bo's only when shared; one gesture codes a passage as a human does
    identity = said(client.post("/api/rules?coder=Ana", json=own))["identity"]
    assert said(client.get("/api/rules?coder=Bo&code=four")) == []
    said(client.post("/api/rules?coder=Ana", json={**own, "identity": identity, "shared": True}))
    assert [one["coder"] for one in said(client.get("/api/rules?coder=Bo&code=four"))] == ["Ana"]
    place = next(one for one in found["passages"] if one["meeting"] == "reunion-8")
    gesture = {name: place[name] for name in ("meeting", "turn", "start", "last_turn", "end")}
    gesture |= {"action": "coded", "code": "four", "rule": identity, "coding": "neuf"}
    said(client.post("/api/decisions?coder=Ana", json=[gesture]))
    row = bench.state().table.set_index("coding").loc["neuf"]
    assert (row["origin"], row["model"], bool(row["shown"])) == ("human", f"rule:{identity}", False)
    # but where the machine's rule had led her, a coding counts as made with a suggestion in sight
    led = next(one for one in by_machine["passages"] if not one["coded"])
    gesture |= {name: led[name] for name in ("meeting", "turn", "start", "last_turn", "end")}
    said(client.post("/api/decisions?coder=Ana", json=[{**gesture, "coding": "mené", "rule": "machine"}]))
    assert bool(bench.state().table.set_index("coding").loc["mené"]["shown"])
    # out and in again: the same rules once; undone: the version before
    csv = client.get("/api/rules/export?coder=Ana").content
    assert "Thèmes > Le four" in csv.decode("utf-8-sig")
    assert said(client.post("/api/rules/import?coder=Ana", content=csv)) == {"n": 0}
    assert said(client.post("/api/rules/import?coder=Cy", content=csv)) == {"n": 0}
    said(client.delete(f"/api/rules?coder=Ana&identity={identity}"))
    assert said(client.get("/api/rules?coder=Ana&code=four")) == []
    assert said(client.post("/api/rules/import?coder=Cy", content=csv)) == {"n": 1}
    said(client.post("/api/decisions?coder=Ana", json=[{"action": "undone", "coding": identity}]))
    assert said(client.get("/api/rules?coder=Ana&code=four"))[0]["words"] == ["Bouteilles", "calcin"]


def test_what_to_read_next_leaves_out_what_is_switched_off(desk):
    client, bench = desk
    off = {"action": "switched", "meeting": "reunion-8", "memo": "off"}
    said(client.post("/api/decisions?coder=Ana", json=[off]))
    for how in ("order", "new", "uncertain", "rare"):
        found = said(client.post(f"/api/next?coder=Ana&how={how}"))
        meetings = {one["meeting"] for one in found["passages"]}
        assert meetings <= {"reunion-7", "reunion-8"} and found["passages"]
        by_model = how in ("uncertain", "rare")
        assert found["off"] == int(by_model) and not (by_model and "reunion-8" in meetings)
        assert all(bool(one["code"]) == (how == "rare") for one in found["passages"])
    places = [one["turn"] for one in said(client.post("/api/next?coder=Ana&how=order"))["passages"]]
    assert places[:8] == sorted(places[:8])
    # "rare" names codes: a coding there is no longer blind; elsewhere it is
    led = said(client.post("/api/next?coder=Ana&how=rare"))["passages"][0]
    state = bench.state()
    assert any(who == "Ana" and span.turn == led["turn"] for who, span in state.pointed)
    assert not any(span.meeting == "reunion-8" for _, span in state.pointed)
    n = len(bench.log.decisions())
    said(client.post("/api/next?coder=Ana&how=rare"))
    assert len(bench.log.decisions()) == n
    assert "ordre" in said(client.post("/api/next?coder=Ana&how=hasard"), 400)["error"].lower()
    assert said(client.post("/api/next?coder=Zoé&how=rare"), 400)["error"]
    assert said(client.post("/api/next?coder=Zoé&how=order"))["passages"][0]["turn"] == 0


def test_bad_gestures_get_one_sentence_and_leave_no_trace(desk):
    client, bench = desk
    n, versions = len(bench.log.decisions()), len(bench.log.codebooks())
    sub = said(client.post("/api/codes?coder=Ana", json={"name": "Sous-four", "parent": "four"}))["code"]
    wrong = [
        client.post("/api/rules?coder=Ana", json={"code": "rien", "words": ["x"]}),
        client.post("/api/rules?coder=Ana", json={"code": "four", "words": [" "]}),
        client.post("/api/rules?coder=Ana", json={"code": "four", "words": ["x"], "without": ["X"]}),
        client.post("/api/rules?coder=Ana", json={"code": "four", "words": ["x"], "identity": "pas-là"}),
        client.post("/api/rules/found?coder=Ana", json={"code": "four", "words": []}),
        client.delete("/api/rules?coder=Bo&identity=pas-là"),
        client.post("/api/rules/import?coder=Ana", content=b"a;b\n1;2\n"),
        client.post("/api/rules/import?coder=Ana", content=b"code,words\nRien du tout,x\n"),
        client.post("/api/rules/import?coder=Ana", content=b""),
        client.patch("/api/codes?coder=Ana&code=rien", json={"name": "x"}),
        client.patch("/api/codes?coder=Ana&code=four", json={"name": "  "}),
        client.patch("/api/codes?coder=Ana&code=four", json={"name": "le PORT"}),
        client.patch("/api/codes?coder=Ana&code=four", json={"color": "bleu"}),
        client.patch("/api/codes?coder=Ana&code=four", json={"parent": "rien"}),
        client.patch("/api/codes?coder=Ana&code=four", json={"parent": "four"}),
        client.patch("/api/codes?coder=Ana&code=four", json={"parent": sub}),
        client.patch("/api/codes?coder=Ana&code=four", json={"codable": False}),
        client.delete("/api/codes?coder=Ana&code=port"),
        client.delete("/api/codes?coder=Ana&code=themes"),
        client.post("/api/codes/merge?coder=Ana&code=four&into=four"),
        client.post("/api/codes/merge?coder=Ana&code=four&into=themes"),
        client.post("/api/codes/merge?coder=Ana&code=rien&into=four"),
        client.post("/api/decisions?coder=Ana", json=[{"action": "merged", "code": "four", "memo": "port"}]),
        client.post("/api/decisions?coder=Ana", json=[
            {"action": "coded", "code": "four", "meeting": "reunion-1", "turn": "un", "end": 2}]),
    ]  # fmt: skip
    for answer in wrong:
        told = said(answer, 400)["error"]
        assert (told[0].isupper() or told[0] == "«") and told.endswith(".") and "\n" not in told, told
    assert said(client.post("/api/rules?coder=Ana", json=["x"]), 422)["error"].endswith(".")
    said(client.delete(f"/api/codes?coder=Ana&code={sub}"))
    assert len(bench.log.decisions()) == n and len(bench.log.codebooks()) == versions + 2


def test_a_codebook_changed_merged_and_put_back(desk):
    client, bench = desk
    before = bench.log.codebook()
    said(
        client.patch(
            "/api/codes?coder=Bo&code=four", json={"name": "Four  à verre", "examples": "un\n\ndeux"}
        )
    )
    said(client.patch("/api/codes?coder=Ana&code=four", json={"description": "Ce qui chauffe."}))
    code = bench.log.codebook()["four"]
    assert (code.name, code.examples, code.description) == ("Four à verre", ("un", "deux"), "Ce qui chauffe.")
    counts = {one["code"]: one["n"] for one in said(client.get("/api/project?coder=Ana"))["codes"]}
    merged = said(client.post("/api/codes/merge?coder=Ana&code=four&into=port"))["coding"]
    project = said(client.get("/api/project?coder=Ana"))
    now = {one["code"]: one["n"] for one in project["codes"]}
    assert "four" not in now and now["port"] == counts["four"] + counts["port"]
    # Bo's page still shows the code: his gesture is kept as he made it
    span = {"meeting": "reunion-7", "turn": 0, "start": 0, "last_turn": 0, "end": 4}
    said(
        client.post(
            "/api/decisions?coder=Bo", json=[{"action": "coded", "code": "four", "coding": "bo", **span}]
        )
    )
    assert bench.state().table.set_index("coding").loc["bo"]["code"] == "port"
    told = said(client.get("/api/codes/history"))
    assert (told[0]["kind"], told[0]["into"], told[0]["coder"]) == ("merged", "Le port", "Ana")
    assert told[1]["parts"] == ["description"] and told[2]["was"] == "Le four" and told[2]["coder"] == "Bo"
    said(client.post("/api/decisions?coder=Bo", json=[{"action": "undone", "coding": merged}]))
    assert bench.state().table.set_index("coding").loc["bo"]["code"] == "four"
    after = said(client.get("/api/project?coder=Ana"))
    assert {one["code"]: one["n"] for one in after["codes"]} == counts and after["book"] > project["book"]
    assert [one.code for one in bench.log.codebook()] == [one.code for one in before]


def test_a_refused_suggestion_was_seen(desk):
    client, bench = desk
    said(client.post("/api/suggest?coder=Ana&name=reunion-7"))
    table = bench.state().table
    waiting = table[(table["status"] == "pending") & (table["meeting"] == "reunion-7")].iloc[0]
    said(client.post("/api/decisions?coder=Ana", json=[{"action": "refused", "coding": waiting["coding"]}]))
    span = {name: int(waiting[name]) for name in ("turn", "start", "last_turn", "end")}
    gesture = {"action": "coded", "code": "compte", "coding": "après", "meeting": "reunion-7", **span}
    said(client.post("/api/decisions?coder=Ana", json=[gesture]))
    assert bool(bench.state().table.set_index("coding").loc["après"]["shown"])
    # a second round of suggestions does not make the first ones unexplainable
    table = bench.state().table
    other = table[(table["status"] == "pending") & (table["meeting"] == "reunion-7")].iloc[0]
    said(client.post("/api/suggest?coder=Ana&name=reunion-7"))
    assert said(client.get(f"/api/why?coder=Ana&coding={other['coding']}"))["nearest"]
