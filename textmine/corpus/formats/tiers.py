"""Tiers of annotation tools (ELAN, Praat): which ones hold speech, and whose."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from textmine.corpus.pieces import Piece
from textmine.corpus.vocabulary import fold

Warnings = list[tuple[str, dict[str, object]]]
Level = Literal["", "utterances", "words", "phones", "codes"]
_LEVELS: Final[dict[str, Level]] = {
    **dict.fromkeys(
        "utterance utterances utt ortho orthographe transcription transcript transcr trans text texte tx "
        "phrase phrases sentence sentences enonce enonces tour tours turn turns ipu ipus speech parole "
        "paroles discours".split(),
        "utterances",
    ),
    **dict.fromkeys("word words mot mots token tokens tokensalign ort".split(), "words"),
    **dict.fromkeys(
        "phone phones phon phons phoneme phonemes phono phonetic phonetique mau kan api ipa sampa syll sylls "
        "syllable syllables syllabe syllabes".split(),
        "phones",
    ),
    **dict.fromkeys(
        "code codes coding codage context contexte note notes comment comments commentaire commentaires "
        "remarque remarques marker markers marqueur traduction translation trad gloss glosses glose gloses "
        "pos lemma lemme lemmes gest geste gestes gesture gestures regard regards gaze posture mimique pitch "
        "tone tones tonic tonique intonation prosodie prosody intensity intensite pause pauses silence "
        "silences break breaks bruit bruits noise event events evenements language langue langues type ge ft "
        "mb vad".split(),
        "codes",
    ),
}
_PART: Final = re.compile(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])")
_EMPTY: Final = re.compile(r"\(\W*\)|\[\W*\]")
_ANY_WORD: Final = re.compile(r"[^\W_]")
_LETTERS: Final = re.compile(r"[\W_]+")
_SILENT: Final = frozenset(
    "_ # ## % - -- .. ... sil sp spn pau <p:> <p> <sil> <usb> <nib> <unk> {sl} {br} [-] (.) *".split()
)
LONGEST_PAUSE: Final = 0.5


@dataclass(slots=True)
class Span:
    """An annotation: seconds, None when unknown; text; line of the file; time to sort by."""

    start: float | None
    end: float | None
    text: str
    line: int
    order: float = 0.0


@dataclass(slots=True)
class Tier:
    """A tier: its name, whose it is (None for nobody known), what its name says it holds, and the rest.

    Attributes
    ----------
    parent
        Name of the tier it depends on, "" for none.
    is_point
        Its annotations are points in time.
    """

    name: str
    speaker: str | None = None
    level: Level = ""
    spans: list[Span] = field(default_factory=list)
    parent: str = ""
    is_point: bool = False

    @property
    def said(self) -> list[Span]:
        """Annotations with a letter or digit."""
        return [span for span in self.spans if _ANY_WORD.search(span.text)]


def subject_and_level(name: str) -> tuple[str, Level]:
    """Return whose a tier is, by its name, and what it holds: "utterances", "words", "phones", "codes", "".

    Examples
    --------
    >>> subject_and_level("Anne - words"), subject_and_level("tx@Paul"), subject_and_level("ORT-MAU")
    (('Anne', 'words'), ('Paul', 'utterances'), ('', 'words'))
    """
    levels: list[Level] = []

    def take(part: re.Match[str]) -> str:
        level = _LEVELS.get(fold(part[0]), "")
        levels.extend([level] if level else [])
        return "" if level else part[0]

    subject = _PART.sub(take, name)
    if not levels:
        return name.strip(), ""
    subject = " ".join(_EMPTY.sub(" ", subject).split()).strip(" -_@/:|–")
    return subject, "codes" if "codes" in levels else levels[0]


@dataclass
class Choice:
    """Which tiers are read as speech, and why the others are not."""

    speech: list[Tier] = field(default_factory=list)
    dependent: list[Tier] = field(default_factory=list)
    finer: list[Tier] = field(default_factory=list)
    codes: list[Tier] = field(default_factory=list)
    phones_only: bool = False

    @property
    def left(self) -> list[Tier]:
        """All tiers that are not read."""
        return [*self.dependent, *self.finer, *self.codes]


def choose_speech(tiers: Sequence[Tier], declared: Container[str] = ()) -> Choice:
    """Return which of the tiers without parent hold speech.

    A tier is left out if its name or its content says that it holds codes; if it holds words or phones
    and its speaker has a tier of whole utterances; or if it says again, cut finer, what another one says at
    the same times. Points are speech only where there are no intervals; phones where there is nothing else.

    Parameters
    ----------
    tiers
        Tiers that depend on no other.
    declared
        Names of tiers or speakers that are speech in any case.

    Examples
    --------
    >>> words = Tier("A - words", "A", "words", [Span(0, 1, "oui", 1)])
    >>> choose_speech([Tier("A", "A", "", [Span(0, 2, "oui non", 1)]), words]).finer == [words]
    True
    """
    choice = Choice()
    names = {tier.name for tier in tiers}
    open_tiers: list[Tier] = []
    for tier in tiers:
        sure = tier.name in declared or (tier.speaker or "") in declared
        if sure and tier.said:
            choice.speech.append(tier)
        elif _is_coded(tier, names) or not tier.said:
            choice.codes.append(tier)
        else:
            open_tiers.append(tier)
    intervals = [tier for tier in open_tiers if not tier.is_point]
    choice.codes.extend(tier for tier in open_tiers if tier.is_point and intervals)
    _choose_levels(intervals or open_tiers, choice)
    return choice


def _is_coded(tier: Tier, names: set[str]) -> bool:
    texts = {span.text.strip() for span in tier.said}
    return tier.level == "codes" or (len(texts) > 1 and texts <= names - {tier.name})


def _choose_levels(tiers: Sequence[Tier], choice: Choice) -> None:
    """Take the coarsest level that each speaker has."""
    whole = {fold(tier.speaker or "") for tier in tiers if tier.level in ("", "utterances")}
    chosen: list[Tier] = []
    for tier in tiers:
        if tier.level == "phones" or (tier.level == "words" and fold(tier.speaker or "") in whole):
            choice.finer.append(tier)
        else:
            chosen.append(tier)
    for tier in sorted(chosen, key=lambda one: len(one.said)):
        if any(_repeats(tier, other) for other in choice.speech):
            choice.finer.append(tier)
        else:
            choice.speech.append(tier)
    if not choice.speech and choice.finer:
        choice.phones_only = True
        choice.speech, choice.finer = choice.finer, []
        choice.speech.sort(key=lambda tier: len(tier.said))
        choice.speech, choice.finer = choice.speech[:1], choice.speech[1:]
    order = {id(tier): at for at, tier in enumerate(tiers)}
    choice.speech.sort(key=lambda tier: order.get(id(tier), -1))


def _repeats(fine: Tier, coarse: Tier) -> bool:
    """Tell whether a tier says what another one says, at the same times."""
    if _letters(fine) != _letters(coarse):
        return False
    frames = sorted((span.start or 0.0, span.end or 0.0) for span in coarse.said)
    at = 0
    for span in sorted(fine.said, key=lambda one: one.order):
        middle = ((span.start or 0.0) + (span.end or 0.0)) / 2
        while at < len(frames) and frames[at][1] < middle:
            at += 1
        if at == len(frames) or middle < frames[at][0]:
            return False
    return True


def _letters(tier: Tier) -> str:
    ordered = sorted(tier.said, key=lambda one: one.order)
    return "".join(_LETTERS.sub("", span.text.casefold()) for span in ordered)


def tier_pieces(choice: Choice) -> tuple[tuple[Piece, ...], Warnings]:
    """Return the pieces of all tiers: the names of those read, speech by time, then the tiers left out."""
    pieces = [Piece("label", tier.name, _first_line(tier)) for tier in choice.speech if tier.name.strip()]
    pieces.extend(_by_time(choice.speech))
    for tier in choice.left:
        text = "\n".join([tier.name, *(span.text for span in tier.spans if span.text.strip())]).strip()
        if text:
            pieces.append(Piece("metadata", text, _first_line(tier)))
    warnings: Warnings = []
    for key in ("dependent", "finer", "codes"):
        _warn(warnings, f"tiers_{key}", [tier for tier in getattr(choice, key) if tier.said])
    if choice.phones_only:
        _warn(warnings, "tiers_phones", choice.speech)
    _warn(warnings, "tiers_nameless", [tier for tier in choice.speech if not tier.speaker])
    return tuple(pieces), warnings


def _first_line(tier: Tier) -> int:
    return tier.spans[0].line if tier.spans else 1


def _warn(warnings: Warnings, key: str, tiers: Sequence[Tier]) -> None:
    if tiers:
        names = ", ".join(tier.name or "«  »" for tier in tiers)
        warnings.append((key, {"count": sum(len(tier.said) for tier in tiers), "tiers": names}))


def _by_time(tiers: Sequence[Tier]) -> list[Piece]:
    """Return the speech and the marks of the tiers read, by time, then by tier."""
    timed: list[tuple[float, int, list[Piece]]] = []
    for at, tier in enumerate(tiers):
        for group in _stretches(tier):
            timed.append((group[0].order, at, [_piece(tier, span) for span in group]))
    timed.sort(key=lambda one: one[:2])
    return [piece for _, _, pieces in timed for piece in pieces]


def _stretches(tier: Tier) -> Iterator[list[Span]]:
    """Yield the annotations of a tier; words, where no pause parts them, together."""
    group: list[Span] = []
    for span in sorted(tier.spans, key=lambda one: one.order):
        if not span.text.strip():
            continue
        apart = tier.level in ("", "utterances") or _gap(group, span) > LONGEST_PAUSE
        if group and apart:
            yield group
            group = []
        group.append(span)
    if group:
        yield group


def _gap(group: Sequence[Span], span: Span) -> float:
    if not group or span.start is None or group[-1].end is None:
        return 0.0
    return span.start - group[-1].end


def _piece(tier: Tier, span: Span) -> Piece:
    if span.text.strip().casefold() in _SILENT:
        return Piece("mark", span.text, span.line)
    return Piece("speech", span.text, span.line, tier.speaker, start=span.start, end=span.end)
