"""Read Universal Dependencies treebanks of French as words that a tokenizer can find in the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from textmine.errors import TextmineError

FILLER: Final = "filler"
MARKER: Final = "marker"
RESTART: Final = "restart"
WORD: Final = "word"
_CONTRACTIONS: Final = {
    ("de", "le"): "du",
    ("de", "les"): "des",
    ("à", "le"): "au",
    ("à", "les"): "aux",
}
_FEATURES: Final = ("VerbForm", "Mood", "Tense", "Number", "Person", "Gender")
_COLUMNS: Final = 10


@dataclass(frozen=True)
class Word:
    """One token of a sentence, as written.

    Attributes
    ----------
    form
        As written.
    lemma
        In lower case, with ' for ’; the form where the treebank gives "_".
    pos
        Universal part of speech; of a contraction ("du"), that of its first part.
    morph
        Features kept (`VerbForm`, `Mood`, `Tense`, `Number`, `Person`, `Gender`), such as
        "Mood=Ind|Tense=Pres"; "" for none.
    fluency
        "filler": an interjection (euh, ben, ouais); "restart": a word of a reparandum, which the speaker
        gives up and says anew; "marker": another discourse marker (du coup, tu vois); "word": all else.
    space
        Whether white space follows.
    """

    form: str
    lemma: str
    pos: str
    morph: str = ""
    fluency: str = WORD
    space: bool = True


@dataclass(frozen=True)
class Sentence:
    """Words of a sentence, with the treebank, the document and the speaker that they are from."""

    words: tuple[Word, ...]
    treebank: str
    document: str
    speaker: str = ""

    @property
    def text(self) -> str:
        """The words as written, without white space at the end."""
        return "".join(word.form + " " * word.space for word in self.words).rstrip()


@dataclass(frozen=True)
class _Row:
    number: int
    form: str
    lemma: str
    pos: str
    features: str
    head: int
    relation: str
    misc: str


def read_treebank(path: Path) -> list[Sentence]:
    """Read a CoNLL-U file (https://universaldependencies.org/format.html).

    Contractions ("du") are one word with the part of speech and lemma of the preposition, also where the file
    writes them apart as an article after a preposition ("de le" with DET). Empty nodes are left out. A
    document is the part of ``sent_id`` before its last number; where that names a whole collection, 20
    sentences in a row count as one.

    Raises
    ------
    TextmineError
        A line has not 10 columns, or the file holds no sentence: the sentence says where.
    """
    sentences: list[Sentence] = []
    for comments, rows, parts in _blocks(path):
        document = _document(comments.get("sent_id", ""), len(sentences))
        words = _rejoined(_words(rows, parts))
        speaker = comments.get("speaker", "").lstrip("$")
        sentences.append(Sentence(tuple(words), _treebank_of(path), document, speaker))
    if not sentences:
        raise TextmineError("no_sentences", path=path)
    return sentences


def documents(sentences: Iterable[Sentence]) -> list[list[Sentence]]:
    """Return the sentences of each document, in order."""
    found: dict[tuple[str, str], list[Sentence]] = {}
    for sentence in sentences:
        found.setdefault((sentence.treebank, sentence.document), []).append(sentence)
    return list(found.values())


def turns(document: Sequence[Sentence]) -> list[list[Sentence]]:
    """Return the runs of sentences of one speaker; the whole document where a sentence has no speaker."""
    if not all(sentence.speaker for sentence in document):
        return [list(document)]
    found: list[list[Sentence]] = []
    for sentence in document:
        if not found or found[-1][-1].speaker != sentence.speaker:
            found.append([])
        found[-1].append(sentence)
    return found


def stripped(sentence: Sentence) -> Sentence:
    """Return the sentence as a speech recogniser may give it: no punctuation, no capitals.

    Examples
    --------
    >>> words = (Word("Oui", "oui", "INTJ", space=False), Word(",", ",", "PUNCT"), Word("Al", "al", "PROPN"))
    >>> stripped(Sentence(words, "", "")).text
    'oui al'
    """
    kept: list[Word] = []
    for word in sentence.words:
        if word.pos != "PUNCT":
            kept.append(replace(word, form=word.form.lower()))
        elif kept and word.space:
            kept[-1] = replace(kept[-1], space=True)
    return replace(sentence, words=tuple(kept))


def _blocks(
    path: Path,
) -> Iterator[tuple[dict[str, str], list[_Row], list[tuple[int, int, str, bool]]]]:
    comments: dict[str, str] = {}
    rows: list[_Row] = []
    parts: list[tuple[int, int, str, bool]] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            line = line.rstrip("\r\n")
            if not line:
                if rows:
                    yield comments, rows, parts
                comments, rows, parts = {}, [], []
            elif line.startswith("#"):
                key, _, value = line[1:].partition("=")
                comments[key.strip()] = value.strip()
            else:
                _add_line(line, rows, parts, path, number)
    if rows:
        yield comments, rows, parts


def _add_line(
    line: str, rows: list[_Row], parts: list[tuple[int, int, str, bool]], path: Path, number: int
) -> None:
    cells = line.split("\t")
    if len(cells) != _COLUMNS:
        raise TextmineError("bad_treebank_line", path=path, line=number, found=len(cells))
    if "." in cells[0]:
        return
    if "-" in cells[0]:
        low, high = cells[0].split("-")
        parts.append((int(low), int(high), cells[1], _space_after(cells[9])))
        return
    head = int(cells[6]) if cells[6].isdigit() else 0
    row = _Row(int(cells[0]), cells[1], cells[2], cells[3], cells[5], head, cells[7], cells[9])
    rows.append(row)


def _space_after(misc: str) -> bool:
    return "SpaceAfter=No" not in misc.split("|")


def _words(rows: Sequence[_Row], parts: Sequence[tuple[int, int, str, bool]]) -> list[Word]:
    fluency = _fluency(rows)
    begins = {low: (high, form, space) for low, high, form, space in parts}
    words: list[Word] = []
    until = 0
    for row in rows:
        if row.number <= until:
            continue
        space = _space_after(row.misc)
        form = row.form
        if row.number in begins:
            until, form, space = begins[row.number]
        lemma = row.form if row.lemma == "_" and row.form != "_" else row.lemma
        lemma = lemma.lower().replace("’", "'")
        words.append(Word(form, lemma, row.pos, _morph(row), fluency[row.number], space))
    return words


def _rejoined(words: Sequence[Word]) -> list[Word]:
    """Join a preposition and an article that the file leaves apart; not that of a name ("de Le Havre")."""
    joined: list[Word] = []
    for word in words:
        pair = (joined[-1].form.lower(), word.form) if joined else ("", "")
        if pair in _CONTRACTIONS and word.pos == "DET":
            first = joined.pop()
            form = _CONTRACTIONS[pair]
            form = form.capitalize() if first.form[0].isupper() else form
            word = replace(first, form=form, space=word.space)
        joined.append(word)
    return joined


def _fluency(rows: Sequence[_Row]) -> dict[int, str]:
    """Label each row: a reparandum and a discourse marker with all that hangs on them."""
    relation = {row.number: row.relation.partition(":")[0] for row in rows}
    head = {row.number: row.head for row in rows}
    labels = {}
    for row in rows:
        chain, seen = row.number, set()
        above: list[str] = []
        while chain and chain not in seen:
            seen.add(chain)
            above.append(relation.get(chain, ""))
            chain = head.get(chain, 0)
        if row.pos == "INTJ":
            labels[row.number] = FILLER
        elif row.pos == "PUNCT":
            labels[row.number] = WORD
        elif "reparandum" in above:
            labels[row.number] = RESTART
        elif "discourse" in above[:2]:
            labels[row.number] = MARKER
        else:
            labels[row.number] = WORD
    return labels


def _morph(row: _Row) -> str:
    """Keep the features that all treebanks give; spoken ones put number and gender of nouns in MISC."""
    found = {}
    for cell in (row.misc, row.features):
        for item in cell.split("|"):
            name, _, value = item.partition("=")
            name = name.partition("[")[0] if name in {"Gender[lex]", "Number[ctxt]", "Gender[ctxt]"} else name
            if name in _FEATURES and value not in {"", "Unknown"}:
                found[name] = value.partition(",")[0]
    keep: tuple[str, ...] = ()
    if row.pos in {"VERB", "AUX"}:
        keep = ("VerbForm", "Mood", "Tense", "Number", "Person")
        if found.get("VerbForm") == "Part":
            keep = ("VerbForm", "Tense")
    elif row.pos == "PRON":
        keep = ("Person",)
    return "|".join(f"{name}={found[name]}" for name in sorted(keep) if name in found)


def _treebank_of(path: Path) -> str:
    return path.stem.partition("-")[0].removeprefix("fr_")


def _document(sentence_id: str, index: int) -> str:
    stem = sentence_id.replace("-", "_").rpartition("_")[0]
    collection = stem.startswith(("annodis", "emea", "Europar", "frwiki", "fr_ud", "FQB")) or not stem
    return f"{stem} {index // 20}" if collection else stem
