"""Small valid transcripts, one or more for each ending that is read: what the fuzzer starts from."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Final

from textmine.corpus.formats import ENDINGS

_TALK: Final = (
    "Réunion du 3 mai 2021\n\nMarie : Bonjour à tous (rires).\nPaul : Ça va ? [00:12:03]\nMarie : Oui.\n"
    "Paul : L'été."
)
_CUES: Final = (
    "1\n00:00:01,000 --> 00:00:02,500\n<v Marie>Bonjour <i>à tous</i></v>\n\n"
    "2\n00:00:03,000 --> 00:00:04,000\nPaul : Ça va &amp; toi ?\n"
)
_TEI: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>'
    "<titleStmt><title>Séance</title></titleStmt></fileDesc><profileDesc><particDesc><person xml:id='a'>"
    "<persName>Marie Roy</persName></person></particDesc></profileDesc></teiHeader><text><timeline unit='s'>"
    "<when xml:id='T0' absolute='00:00:01'/></timeline><body><u who='#a' start='#T0'>Bonjour <w>à</w> <w>tous"
    "</w><pause/><incident><desc>rires</desc></incident></u><sp who='Paul_Sy'><speaker>Paul</speaker>"
    "<p>Oui.</p></sp></body></text></TEI>"
)


def _text() -> list[bytes]:
    starred = "**** *loc_Marie *reunion_1\nBonjour à tous.\n-*budget\nOui.\n**** *loc_Paul *reunion_1\nNon."
    dashes = "– Vous venez d'où ?\n– De Lyon.\n– Et puis ?\n– Rien."
    questions = "Q1 : D'où ?\nR1 : De Lyon.\nQ2 : Et puis ?\nR2 : Rien, à 17:30, http://a.fr"
    return [one.encode() for one in (_TALK, starred, dashes, questions)] + [_TALK.encode("cp1252")]


def _table() -> list[bytes]:
    rows = 'réunion,locuteur,début,texte\n1,Marie,0:01,"Bonjour, à ""tous"""\n2,Paul,0:05,Oui\n'
    return [rows.encode(), rows.replace(",", ";").encode("cp1252")]


def _tabs() -> list[bytes]:
    return ["speaker\ttext\tdate\nMarie\tBonjour\t2021-05-03\nPaul\tÇa va\t\n".encode()]


def _parquet() -> list[bytes]:
    import pandas as pd

    stream = io.BytesIO()
    columns = {"speaker": ["Marie", "Paul"], "text": ["Bonjour", "Ça va"], "start": [0.5, None]}
    pd.DataFrame(columns).to_parquet(stream)
    return [stream.getvalue()]


def _docx() -> list[bytes]:
    import docx  # heavy: lxml

    stream = io.BytesIO()
    document = docx.Document()
    document.add_heading("Réunion du 3 mai 2021", level=1)
    for name, text in (("Marie", "Bonjour à tous."), ("Paul", "Ça va ?"), ("Marie", "Oui.")):
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{name} : ").bold = True
        paragraph.add_run(text)
    for row, cells in zip(document.add_table(rows=3, cols=2).rows, ("AB", "CD", "EF"), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    document.sections[0].header.paragraphs[0].text = "Projet de réseau"
    document.save(stream)
    return [stream.getvalue()]


def _odt() -> list[bytes]:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:text><text:h>Réunion du 3 mai 2021</text:h>"
        "<text:p>Marie : Bonjour<text:s text:c='2'/>à tous.</text:p><text:p>Paul : Ça va ?<text:note>"
        "<text:p>note</text:p></text:note></text:p><table:table><table:table-row><table:table-cell><text:p>Marie</text:p>"
        "</table:table-cell><table:table-cell><text:p>Oui, bien sûr.</text:p></table:table-cell>"
        "</table:table-row></table:table></office:text></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
    return [stream.getvalue()]


def _srt() -> list[bytes]:
    return [_CUES.encode(), _CUES.encode("cp1252")]


def _vtt() -> list[bytes]:
    return [("WEBVTT\n\nNOTE essai\n\n" + _CUES.replace(",", ".")).encode()]


def _tei() -> list[bytes]:
    return [_TEI.encode(), _TEI.replace("UTF-8", "ISO-8859-1").encode("latin-1")]


SEEDS: Final[dict[str, Callable[[], list[bytes]]]] = {
    ".txt": _text,
    ".md": _text,
    ".docx": _docx,
    ".odt": _odt,
    ".csv": _table,
    ".tsv": _tabs,
    ".parquet": _parquet,
    ".xml": _tei,
    ".tei": _tei,
    ".srt": _srt,
    ".vtt": _vtt,
}


def endings_without_seed() -> list[str]:
    """Return the endings that have a reader but no seed here: the fuzzer would leave them out.

    Examples
    --------
    >>> endings_without_seed()
    []
    """
    return [ending for ending in ENDINGS if ending not in SEEDS]
