"""Corpora to write: generated ones full of traps, and what of a corpus a format gives back."""

import math

import pandas as pd
from hypothesis import strategies as st

from textmine.corpus.reading import read

MEETINGS = ("reunion-1_2021-03-18", "r 1", "r-1", "R_1", "readme", "a/b", "entretien été", "M: 1?")
SPEAKERS = (
    "Anne", "Anne", "Paul Roy", "paul roy", "?", "", "R", "Q1", "R1", "Jean-Pierre M.", "Note", "A / B",
    "Мария", "😀", "Anne : X", "Mme de La Tour d'Auvergne-Lauraguais et Compagnie", "L_ydie", "Dr. No -",
)  # fmt: skip
ITEMS = ("", "Bilan", "Budget : 2021 !", "Point du 3 mai 2021", "# 2", "Note", "???", "Anne :")
FRAGMENTS = (
    "oui", "Bonjour à tous,", "Note : on y va", "Anne : non", "- pas sûr", "-* thème", "**** *loc_X", "*",
    "5 * 3", "« c'est »", "l'été\u00a0!", "cafe\u0301", "😀", "\u200d", "a\nb", "(rires)",
    "[inaudible]", "(je crois)",
    "(", ")", "<12:30>", "[12:30]", "17:30", "https://x.fr", "“ah”", '"dit-elle"', "c’’est", "&amp; <b>",
    "# titre", "=1+1", "\u202f?", "…", "\u2028", "--", "12", "page 3", "\x85", "ﬁn", "½", ", oui",
    "!", "_rire_", "٣",
)  # fmt: skip

letters = st.characters(exclude_categories=("Cs", "Cc"))
text = st.lists(
    st.one_of(st.sampled_from(FRAGMENTS), st.text(letters, max_size=6)),
    min_size=1,
    max_size=6,
).map(" ".join)
time = st.one_of(st.none(), st.floats(0, 5000).map(lambda value: round(value, 3)))


@st.composite
def tables(draw):
    """A table of turns as a researcher's export may be."""
    rows = draw(
        st.lists(
            st.tuples(st.sampled_from(SPEAKERS), text, st.booleans(), st.sampled_from(ITEMS), time, time),
            min_size=1,
            max_size=9,
        )
    )
    meetings = draw(st.lists(st.sampled_from(MEETINGS), min_size=1, max_size=3, unique=True))
    places = [at * len(meetings) // len(rows) for at in range(len(rows))]
    data = [
        {
            "meeting": meetings[places[at]],
            "speaker": speaker,
            "text": spoken if at and places[at] == places[at - 1] else f"{spoken} voilà",
            "kind": "interruption" if cut and at % 3 == 0 else "",
            "agenda": item,
            "start": start,
            "end": end,
            "Région": ("Est", "", "Sud")[at % 3],
        }
        for at, (speaker, spoken, cut, item, start, end) in enumerate(rows)
    ]
    return pd.DataFrame(data)


def corpus_of(table, folder):
    """Read the table as a corpus."""
    path = folder / "source.parquet"
    table.to_parquet(path, index=False)
    return read(path)


def nothing(value):
    return None if isinstance(value, float) and math.isnan(value) else value


def rows(frame, columns):
    return [tuple(nothing(row[name]) for name in columns) for row in frame.to_dict("records")]


TURNS = ("meeting", "speaker", "role", "kind", "agenda", "text", "start", "end")
FACTS = ("meeting", "title", "date", "kind", "order", "transcriber")


def same_meetings(one, two):
    assert rows(one.meetings, FACTS) == rows(two.meetings, FACTS)


def same_people(one, two, *, without=("labels", "role_reason"), extra=True):
    """Compare the speakers but for what is of the source's file."""
    columns = [name for name in one.speakers.columns if name not in without]
    columns = [name for name in columns if extra or name in ("speaker", "role", "cluster", "legitimacy")]
    key = lambda row: row[0]  # noqa: E731
    assert sorted(rows(one.speakers, columns), key=key) == sorted(rows(two.speakers, columns), key=key)


def marks_of(corpus):
    return [tuple(row) for row in corpus.marks.itertuples(index=False, name=None)]
