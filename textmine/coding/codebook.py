"""The codebook: codes in a hierarchy, each with a name, a description, examples and a colour."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from textmine.display import Shown
from textmine.errors import TextmineError

COLORS: Final = ("#0072B2", "#B84E00", "#009E73", "#8B5FBF", "#A67C00", "#C23B5E", "#3D7EA6", "#6B7F1F",
                 "#7A4B2A", "#5B6169")  # fmt: skip
_COLUMNS: Final = ("code", "name", "parent", "description", "examples", "color", "codable")
_NAMES: Final = {"nom": "name", "code": "name", "libellé": "name", "parente": "parent", "couleur": "color",
                 "exemples": "examples", "définition": "description", "definition": "description",
                 "codable": "codable", "id": "code", "guid": "code"}  # fmt: skip
_COLOR: Final = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_SEPARATOR: Final = " > "
_NO: Final = frozenset({"0", "non", "no", "false", "faux"})


@dataclass(frozen=True)
class Code:
    """One code.

    Attributes
    ----------
    code
        What identifies it for good: a GUID in lower case, as REFI-QDA has it.
    name
        What coders see; two codes may have one name.
    parent
        The code above, "" at the top.
    description, examples
        What it means, and passages that show it.
    color
        ``#rrggbb`` or ``#rgb``.
    codable
        Whether it can be given to a passage; a heading cannot.
    """

    code: str
    name: str
    parent: str = ""
    description: str = ""
    examples: tuple[str, ...] = ()
    color: str = ""
    codable: bool = True


@dataclass(frozen=True)
class Codebook(Shown):
    """Codes, each after its parent.

    Raises
    ------
    TextmineError
        Two codes have one identity, a parent is unknown, or a code is above itself.

    Examples
    --------
    >>> book = Codebook((Code("a", "Pratiques"), Code("b", "Visites croisées", parent="a")))
    >>> book.path("b"), book.find("pratiques").code
    ('Pratiques > Visites croisées', 'a')
    """

    codes: tuple[Code, ...] = ()
    origin: str = ""
    by_code: Mapping[str, Code] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {code.code: code for code in self.codes}
        if len(known) < len(self.codes):
            every = [code.code for code in self.codes]
            twice = next(code for code in every if every.count(code) > 1)
            raise TextmineError("code_twice", code=twice)
        for code in self.codes:
            above, seen = code.parent, {code.code}
            while above:
                if above not in known:
                    raise TextmineError("code_parent", code=code.name, parent=above)
                if above in seen:
                    raise TextmineError("code_circle", code=code.name)
                seen.add(above)
                above = known[above].parent
        object.__setattr__(self, "by_code", known)
        object.__setattr__(self, "codes", tuple(self._in_order()))

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def _in_order(self) -> Iterator[Code]:
        """Yield codes from the top down, sisters as they were given."""
        below: dict[str, list[Code]] = {}
        for code in self.codes:
            below.setdefault(code.parent, []).append(code)
        waiting = list(reversed(below.get("", [])))
        while waiting:
            code = waiting.pop()
            yield code
            waiting += reversed(below.get(code.code, []))

    def children(self, code: str) -> tuple[Code, ...]:
        """Return the codes right below one; "" gives those at the top."""
        return tuple(each for each in self.codes if each.parent == code)

    def path(self, code: str) -> str:
        """Return the names from the top down to a code, joined by " > "."""
        found = self[code]
        return found.name if not found.parent else f"{self.path(found.parent)}{_SEPARATOR}{found.name}"

    def __getitem__(self, code: str) -> Code:
        if code not in self.by_code:
            raise TextmineError("no_such_code", code=code, known=", ".join(c.name for c in self.codes[:20]))
        return self.by_code[code]

    def find(self, name: str) -> Code:
        """Return a code by its identity, its name or its path, whatever the case.

        Raises
        ------
        TextmineError
            There is none, or several have that name.
        """
        wanted = name.strip().casefold()
        for asked in (
            [c for c in self.codes if c.code == wanted],
            [c for c in self.codes if c.name.casefold() == wanted],
            [c for c in self.codes if self.path(c.code).casefold() == wanted],
        ):
            if len(asked) == 1:
                return asked[0]
            if len(asked) > 1:
                paths = ", ".join(self.path(code.code) for code in asked)
                raise TextmineError("code_ambiguous", code=name, known=paths)
        raise TextmineError("no_such_code", code=name, known=", ".join(c.name for c in self.codes[:20]))

    def with_code(self, code: Code) -> Codebook:
        """Return the codebook with one code more, or with a new version of one."""
        if code.code not in self.by_code:
            return Codebook((*self.codes, code), self.origin)
        return Codebook(tuple(code if c.code == code.code else c for c in self.codes), self.origin)

    def without(self, code: str) -> Codebook:
        """Return the codebook without one code, which must have none under it."""
        return Codebook(tuple(c for c in self.codes if c.code != self[code].code), self.origin)

    def frame(self) -> pd.DataFrame:
        """Return one row a code: code, name, parent, path, description, examples, color, codable."""
        rows = [
            {**vars(code), "examples": "\n".join(code.examples), "path": self.path(code.code)}
            for code in self.codes
        ]
        return pd.DataFrame(rows, columns=[*_COLUMNS, "path"])

    def save(self, path: str | Path) -> Path:
        """Write the codebook as CSV (UTF-8 with BOM) that `read_codebook` reads back."""
        self.frame().drop(columns="path").to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
        return Path(path)

    @classmethod
    def from_names(cls, *names: str) -> Codebook:
        """Return a flat codebook of names, for a quick start."""
        colors = (COLORS[place % len(COLORS)] for place in range(len(names)))
        return cls(tuple(Code(identity(n), n, color=c) for n, c in zip(names, colors, strict=True)))

    def __repr__(self) -> str:
        return f"Codebook({len(self)} codes)"


def identity(*parts: str) -> str:
    """Return a GUID that depends on nothing but the parts: the same file gives the same codes.

    Examples
    --------
    >>> identity("Pratiques") == identity("Pratiques"), len(identity("Pratiques"))
    (True, 36)
    """
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "textmine:code:" + "\x1f".join(parts)))


def read_codebook(path: str | Path) -> Codebook:
    """Read a codebook from CSV or TSV.

    Columns, in French or English: ``name`` (nom), and any of ``parent`` (name, path or identity of the code
    above), ``description`` (définition), ``examples`` (exemples, one a line), ``color`` (couleur),
    ``codable``, ``code`` (identity). A name with " > " gives the path from the top. A code above that has no
    row is made, as a heading that is not codable.

    Raises
    ------
    TextmineError
        No such file, no column of names, a wrong colour, an unknown or circular parent.
    """
    from textmine.corpus.encodings import decode

    file = Path(path)
    if not file.is_file():
        raise TextmineError("no_such_path", path=file)
    text = decode(file.read_bytes(), file=file.name, is_talk=False).text
    table = _table(text, file)
    known: dict[str, Code] = {}
    order: list[tuple[Code, str]] = []
    for line, row in enumerate(table.to_dict("records"), start=2):
        code, above = _code(row, file, line, len(order))
        order.append((code, above))
        known[code.code] = code
    codes = _linked(order)
    return Codebook(tuple(codes), origin=file.name)


def _table(text: str, file: Path) -> pd.DataFrame:
    import io

    first = text.splitlines()[0] if text.strip() else ""
    separator = max("\t;,", key=first.count)
    if not first:
        raise TextmineError("codebook_columns", file=file.name, found="0")
    table = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    heads = [str(name).strip().casefold() for name in table.columns]
    if "name" in heads or "nom" in heads:
        renamed = {"nom": "name", **{k: v for k, v in _NAMES.items() if k not in ("code", "nom")}}
    else:
        renamed = dict(_NAMES)
    table.columns = pd.Index([renamed.get(head, head) for head in heads])
    if "name" not in table:
        raise TextmineError("codebook_columns", file=file.name, found=", ".join(heads))
    return table[table["name"].str.strip() != ""]


def _code(row: Mapping[Any, Any], file: Path, line: int, number: int) -> tuple[Code, str]:
    """Return the code of one row without its parent, and what the row says of the parent."""
    *above, name = [part.strip() for part in str(row["name"]).split(_SEPARATOR.strip())]
    parent = _SEPARATOR.join(above) or str(row.get("parent", "")).strip()
    color = str(row.get("color", "")).strip() or COLORS[number % len(COLORS)]
    if not _COLOR.fullmatch(color):
        raise TextmineError("code_color", file=file.name, line=line, color=color)
    examples = tuple(part.strip() for part in str(row.get("examples", "")).splitlines() if part.strip())
    given = str(row.get("code", "")).strip().strip("{}").casefold()
    return (
        Code(
            code=given or identity(parent.casefold(), name.casefold()),
            name=name,
            description=str(row.get("description", "")).strip(),
            examples=examples,
            color=color,
            codable=str(row.get("codable", "")).strip().casefold() not in _NO,
        ),
        parent,
    )


def _linked(order: list[tuple[Code, str]]) -> list[Code]:
    """Return codes with the identity of their parents, and the parents that no row has."""
    by_name = {code.code: code.code for code, _ in order}
    by_name |= {code.name.casefold(): code.code for code, _ in reversed(order)}
    for code, parent in order:
        by_name[_SEPARATOR.join(filter(None, (parent, code.name))).casefold()] = code.code
    made: list[Code] = []
    linked = []
    for code, parent in order:
        if parent and parent.casefold() not in by_name:
            above = ""
            for part in parent.split(_SEPARATOR):
                key = part.casefold() if not above else f"{above}{_SEPARATOR}{part}".casefold()
                if key not in by_name:
                    parent_of = by_name.get(above.casefold(), "")
                    made.append(Code(identity(key), part, parent=parent_of, codable=False))
                    by_name[key] = made[-1].code
                above = f"{above}{_SEPARATOR}{part}" if above else part
        linked.append(replace(code, parent=by_name.get(parent.casefold(), "") if parent else ""))
    return [*made, *linked]
