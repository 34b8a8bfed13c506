"""The table of speakers, and which of them are the pilots of a series of meetings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd

from textmine.corpus.assembly import Turn
from textmine.corpus.roles import LEADERS, Evidence, Talk, guess_roles
from textmine.corpus.settings import Settings
from textmine.corpus.tables import SPEAKER_COLUMNS, Corpus
from textmine.corpus.vocabulary import is_collective


def count_words(text: str) -> int:
    """Return the number of words between white space.

    Examples
    --------
    >>> count_words("Oui, à demain.")
    3
    """
    return len(text.split())


CONSTANT: Final = 0.95
SEPARATOR: Final = "; "
OF_TURNS: Final = frozenset({"overlap"})

Row = tuple[str, str, Turn]


def gather_evidence(rows: Iterable[Row]) -> dict[str, Evidence]:
    """Return what turns say of each speaker's role, from (meeting, speaker, turn) rows."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    for meeting, name, turn in rows:
        known = found[name]
        known.labels[turn.label] += 1
        if turn.role:
            known.sources[turn.role] += 1
        talk = known.talk.setdefault(meeting, Talk())
        talk.turns += 1
        talk.words += turn.n_words
        talk.questions += "?" in turn.text
    return dict(found)


def tabulate_speakers(rows: Iterable[Row], kinds: Mapping[str, str], settings: Settings) -> pd.DataFrame:
    """Return one row a speaker, most words first; columns `SPEAKER_COLUMNS` and further attributes.

    Parameters
    ----------
    rows
        (meeting, speaker, turn) of all turns.
    kinds
        "meeting" or "interview", by meeting.
    settings
        Declared roles and attributes.
    """
    evidence = gather_evidence(rows)
    known = {speaker.id: speaker for speaker in settings.speakers}
    roles = guess_roles(evidence, kinds, {name: speaker.role for name, speaker in known.items()})
    order = sorted(evidence, key=lambda name: (-_words(evidence[name]), name))
    declared = [known.get(name) for name in order]
    table = pd.DataFrame({
        "speaker": pd.Series(order, dtype="str"),
        "role": pd.Series([roles[name][0] for name in order], dtype="str"),
        "role_reason": pd.Series([roles[name][1] for name in order], dtype="str"),
        "labels": pd.Series([_listed(evidence[name].labels) for name in order], dtype="str"),
        "cluster": pd.Series([one.cluster if one else "" for one in declared], dtype="str"),
        "legitimacy": pd.Series([one.legitimacy if one else None for one in declared], dtype="float64"),
        "words": pd.Series([_words(evidence[name]) for name in order], dtype="int64"),
    })  # fmt: skip
    extras = {speaker.id: speaker.model_extra or {} for speaker in settings.speakers}
    for column in dict.fromkeys(key for extra in extras.values() for key in extra):
        if column not in SPEAKER_COLUMNS:
            table[column] = _attribute([extras.get(name, {}).get(column) for name in order])
    return table


def _words(known: Evidence) -> int:
    return sum(talk.words for talk in known.talk.values())


def _listed(labels: Counter[str]) -> str:
    return SEPARATOR.join(label for label, _ in sorted(labels.items(), key=lambda pair: (-pair[1], pair[0])))


def _attribute(values: Sequence[object]) -> pd.Series:
    """Return numbers as floats, where all are numbers, else strings; "" and NaN where nothing is said."""
    given = [value for value in values if value is not None]
    if all(isinstance(value, int | float) and not isinstance(value, bool) for value in given):
        return pd.Series(values, dtype="float64")
    return pd.Series(["" if value is None else str(value) for value in values], dtype="str")


def source_attributes(rows: Iterable[Row]) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Return what the source says of speakers, by attribute and speaker, and the attributes of turns.

    An attribute is the speaker's (political group) if in 95 % of the turns it has its most frequent value
    for that speaker, and is one of several turns (debate, subject) otherwise. ``overlap`` (who speaks at
    the same time) is always one of turns.
    """
    values: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for _, name, turn in rows:
        for key, value in turn.attributes.items():
            values[key][name][value] += 1
    personal: dict[str, dict[str, str]] = {}
    others: list[str] = []
    for key, by_name in values.items():
        usual = sum(counter.most_common(1)[0][1] for counter in by_name.values())
        repeated = sum(counter.total() for counter in by_name.values()) > len(by_name)
        usual *= key not in OF_TURNS
        if usual >= CONSTANT * sum(counter.total() for counter in by_name.values()) and repeated:
            personal[key] = {name: counter.most_common(1)[0][0] for name, counter in by_name.items()}
        else:
            others.append(key)
    return personal, others


def choose_pilots(corpus: Corpus, *, min_words: int = 200, min_meetings: int = 2) -> Corpus:
    r"""Return the corpus with role "pilot" for those who speak enough in enough meetings, and only for them.

    Parameters
    ----------
    corpus
        Corpus to choose in.
    min_words
        Words a speaker must say in a meeting, interruptions not counted, for the meeting to count.
    min_meetings
        Number of such meetings (interviews do not count).

    Notes
    -----
    Interviewers, facilitators and collective names ("Plusieurs députés") are never chosen. Speakers that
    were pilots and do not fulfil the conditions become "other". The reason is "chosen" unless the role was
    "pilot" before.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from textmine.corpus.reading import read
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for day in ("2021-01-05", "2021-02-02"):
    ...         text = f"Anne : un deux {day}\nPaul : oui\nMarc : non\nAnne : trois"
    ...         _ = (Path(folder) / f"{day}.txt").write_text(text, encoding="utf-8")
    ...     corpus = read(folder)
    >>> choose_pilots(corpus, min_words=3).pilots
    ['Anne']
    """
    turns = corpus.turns[corpus.turns["kind"] == "speech"]
    meetings = corpus.meetings.loc[corpus.meetings["kind"] == "meeting", "meeting"]
    turns = turns[turns["meeting"].isin(meetings)]
    words = turns["text"].map(count_words).groupby([turns["speaker"], turns["meeting"]]).sum()
    sittings = (words >= min_words).groupby(level="speaker").sum()
    enough = set(sittings.index[sittings >= min_meetings])
    rows = zip(
        corpus.speakers["speaker"], corpus.speakers["role"], corpus.speakers["role_reason"], strict=True
    )
    chosen = [_chosen(str(role), str(reason), str(name) in enough and not is_collective(str(name)))
              for name, role, reason in rows]  # fmt: skip
    speakers = corpus.speakers.assign(
        role=pd.Series([role for role, _ in chosen], dtype="str"),
        role_reason=pd.Series([reason for _, reason in chosen], dtype="str"),
    )
    recipe = corpus.recipe.then("choose_pilots", min_words=min_words, min_meetings=min_meetings)
    return replace(corpus.with_speakers(speakers), recipe=recipe)


def _chosen(role: str, reason: str, enough: bool) -> tuple[str, str]:
    if role in LEADERS:
        return role, reason
    if enough:
        return "pilot", reason if role == "pilot" else "chosen"
    return "other", "chosen" if role == "pilot" else reason
