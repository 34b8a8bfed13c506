"""Annotated talk made by hand, without a pipeline: every word is a noun, but for a few function words."""

import re

import numpy as np
import pandas as pd

from textmine.segment.tables import FILLER, POS_NAMES, PUNCTUATION, STOP, Segments, Tokens

FUNCTION = {"de", "à", "la", "le", "et", "avec", "sur"}
FILLERS = {"euh", "ben"}


def annotated(talk):
    """Segments and tokens of a list of (order, speaker, turns' texts), and, if wished, role and kind.

    Each is one block that packs its turns whole; turns are numbered in order.
    """
    rows, pointer, turn, ends, texts = [], [0], [], [], []
    for order, speaker, turns, *more in talk:
        role, kind = (*more, "pilot", "meeting")[:2] if len(more) != 1 else (more[0], "meeting")
        turns = [turns] if isinstance(turns, str) else list(turns)
        rows.append((f"m{order}", order, kind, speaker, role, "", " ".join(turns)))
        for text in turns:
            turn.append(len(texts))
            ends.append(len(text))
            texts.append(text)
        pointer.append(len(turn))
    names = ["meeting", "order", "meeting_kind", "speaker", "role", "agenda", "text"]
    frame = pd.DataFrame(rows, columns=names)
    frame["group"], frame["n_words"] = np.arange(len(frame)), frame["text"].str.split().str.len()
    segments = Segments(
        frame, np.array(pointer), np.array(turn, np.int32), np.zeros(len(turn), np.int32),
        np.array(ends, np.int32), "blocks",
    )  # fmt: skip
    return segments, tokens_of(segments), texts


def tokens_of(segments):
    """Tokens of segments: words and marks."""
    ids, found, pointer = {}, [], [0]
    for text in segments.texts:
        for match in re.finditer(r"[\w-]+|[^\w\s]", text):
            word = match[0].lower()
            flag = PUNCTUATION if not re.match(r"\w", word) else STOP if word in FUNCTION else 0
            flag = FILLER if word in FILLERS else flag
            lemma = word.rstrip("s") if len(word) > 1 else word
            pos = "PUNCT" if flag == PUNCTUATION else "ADP" if flag else "NOUN"
            codes = [ids.setdefault(w, len(ids)) for w in (word, lemma)]
            found.append((*codes, POS_NAMES.index(pos), *match.span(), flag))
        pointer.append(len(found))
    form, lemma, pos, start, end, flags = np.array(found, dtype=np.int64).reshape(-1, 6).T
    return Tokens(
        segments.rows.drop(columns="text"), np.array(pointer),
        *(ids_.astype(np.int32) for ids_ in (form, lemma)), pos.astype(np.uint8),
        *(span.astype(np.int32) for span in (start, end)), flags.astype(np.uint8), tuple(ids),
    )  # fmt: skip
