"""The control words of rich text: signs, what is not the body's text, character sets (RTF 1.9.1)."""

from __future__ import annotations

from typing import Final

from textmine.corpus.pieces import Kind

SIGNS: Final = {
    "par": "\n\n", "sect": "\n\n", "page": "\n\n", "line": "\n", "tab": "\t", "emdash": "—", "endash": "–",
    "emspace": " ", "enspace": " ", "qmspace": " ", "bullet": "•", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "softline": "", "column": "\n\n",
}  # fmt: skip
SYMBOLS: Final = {"~": "\u00a0", "_": "\u2011", "-": "\u00ad", "\n": "\n\n", "\r": "\n\n", "\r\n": "\n\n"}
ESCAPED: Final = frozenset("\\{}")
SILENT: Final = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator pict object objdata themedata "
    "colorschememapping datastore latentstyles fldinst xmlnstbl filetbl revtbl mmathPr wgrffmtfilter "
    "bkmkstart bkmkend pntxta pntxtb panose falt shpinst nonshppict atnid atnref "
    "atnparent passwordhash userprops docvar xe tc upr".split()
)
ASIDE: Final[dict[str, Kind]] = {
    **dict.fromkeys(
        "header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc "
        "listtext pntext".split(),
        "noise",
    ),
    **dict.fromkeys("footnote endnote annotation atnauthor atrfend info".split(), "metadata"),
    **dict.fromkeys(("shptxt", "shprslt"), "unattributed"),
}
KEPT: Final = frozenset({"shp", "fldrslt", "field", "result", "rtf"})
CHARSETS: Final = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp850",
}  # fmt: skip
PAGES: Final = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
