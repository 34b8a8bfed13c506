"""Small valid files of the formats of speech: Transcriber, ELAN, Praat, CHAT; and a table in Parquet."""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

Talk = Sequence[tuple[str, str]]


def speech_specimens(talk: Talk) -> dict[str, bytes]:
    """Return one small file a format, by name; `talk` is pairs of a speaker and what is said.

    Examples
    --------
    >>> sorted(speech_specimens([("Marie", "Oui.")]))
    ['conversation.cha', 'radio.trs', 'table.parquet', 'tiers.TextGrid', 'tiers.eaf']
    """
    names = list(dict.fromkeys(name for name, _ in talk))
    return {
        "radio.trs": _trs(talk, names).encode(),
        "tiers.eaf": _eaf(talk, names).encode(),
        "tiers.TextGrid": _grid(talk, names).encode("utf-16"),
        "conversation.cha": _cha(talk, names).encode(),
        "table.parquet": _parquet(talk),
    }


def _trs(talk: Talk, names: list[str]) -> str:
    people = "".join(f'<Speaker id="s{k}" name="{name}"/>' for k, name in enumerate(names))
    turns = "".join(
        f'<Turn speaker="s{names.index(name)}" startTime="{k}" endTime="{k + 1}"><Sync time="{k}"/>'
        f"{escape(text)}</Turn>"
        for k, (name, text) in enumerate(talk)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE Trans SYSTEM "trans-14.dtd">\n<Trans><Topics>'
        f'<Topic id="t" desc="Budget"/></Topics><Speakers>{people}</Speakers><Episode><Section type="report" '
        f'topic="t" startTime="0" endTime="9">{turns}</Section></Episode></Trans>'
    )


def _eaf(talk: Talk, names: list[str]) -> str:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{k}" TIME_VALUE="{1000 * k}"/>' for k in range(len(talk) + 1))
    tiers = "".join(
        f'<TIER TIER_ID="{name}" PARTICIPANT="{name}" LINGUISTIC_TYPE_REF="l">'
        + "".join(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{k}" TIME_SLOT_REF1="t{k}" '
            f'TIME_SLOT_REF2="t{k + 1}"><ANNOTATION_VALUE>{escape(text)}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
            for k, (who, text) in enumerate(talk)
            if who == name
        )
        + "</TIER>"
        for name in names
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT>'
        f'<TIME_ORDER>{slots}</TIME_ORDER>{tiers}<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="l"/>'
        "</ANNOTATION_DOCUMENT>"
    )


def _grid(talk: Talk, names: list[str]) -> str:
    end = len(talk)
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "0", f"{end}", "<exists>"]
    lines.append(f"{len(names)}")
    for name in names:
        lines += ['"IntervalTier"', f'"{name}"', "0", f"{end}", f"{end}"]
        for k, (who, text) in enumerate(talk):
            said = text.replace('"', '""') if who == name else ""
            lines += [f"{k}", f"{k + 1}", f'"{said}"']
    return "\n".join(lines) + "\n"


def _cha(talk: Talk, names: list[str]) -> str:
    codes = [f"SP{k}" for k in range(len(names))]
    people = ", ".join(
        f"{code} {name.replace(' ', '_')} Adult" for code, name in zip(codes, names, strict=True)
    )
    said = "".join(
        f"*{codes[names.index(name)]}:\tbonjour à tous , c’est l’été . \x15{1000 * k}_{1000 * k + 900}\x15\n"
        for k, (name, _) in enumerate(talk)
    )
    return f"@UTF8\n@Begin\n@Languages:\tfra\n@Participants:\t{people}\n{said}@End\n"


def _parquet(talk: Talk) -> bytes:
    import pandas as pd

    stream = io.BytesIO()
    columns = {"speaker": [name for name, _ in talk], "text": [text for _, text in talk]}
    pd.DataFrame({**columns, "start": [float(k) for k in range(len(talk))]}).to_parquet(stream)
    return stream.getvalue()
