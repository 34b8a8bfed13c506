"""REFI-QDA projects and codebooks written by the standard (1.5): valid, and offsets untouched."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from textmine import __version__
from textmine.coding.codebook import Code, Codebook, identity
from textmine.coding.exchange.project import CodedProject
from textmine.files import write_whole

PROJECT: Final = "urn:QDA-XML:project:1.0"
CODEBOOK: Final = "urn:QDA-XML:codebook:1.0"
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_GUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MARK: Final = (1980, 1, 1, 0, 0, 0)


def write_qdc(codebook: Codebook, path: str | Path) -> Path:
    """Write a codebook of REFI-QDA: hierarchy, descriptions with examples, colours."""
    root = Element("CodeBook", {"xmlns": CODEBOOK, "origin": f"textmine {__version__}"})
    _add_codes(SubElement(root, "Codes"), codebook, "")
    return write_whole(Path(path), _bytes(root))


def write_qdpx(project: CodedProject, path: str | Path, *, when: str | None = None) -> Path:
    """Write a project of REFI-QDA: one text source a text, UTF-8 without mark, line feeds, code points.

    Parameters
    ----------
    when
        Date and time of the project, ISO 8601; None takes now.
    """
    when = _moment(when or datetime.now(UTC).isoformat(timespec="seconds"))
    coders = sorted(set(project.codings["coder"].astype(str))) or ["textmine"]
    users = {coder: identity("user", coder) for coder in coders}
    root = Element("Project", {"xmlns": PROJECT, "name": _clean(project.name) or "textmine",
                               "origin": f"textmine {__version__}", "creationDateTime": when,
                               "creatingUserGUID": users[coders[0]]})  # fmt: skip
    group = SubElement(root, "Users")
    for coder in coders:
        SubElement(group, "User", {"guid": users[coder], "name": _clean(coder)})
    guids = {code.code: _as_guid(code.code) for code in project.codebook}
    if len(project.codebook):
        _add_codes(SubElement(SubElement(root, "CodeBook"), "Codes"), project.codebook, "")
    variables = _add_variables(root, project)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        if project.texts:
            sources = SubElement(root, "Sources")
            for name, text in project.texts.items():
                guid = identity("source", project.name, name)
                _put(archive, f"sources/{guid}.txt", _plain(text).encode("utf-8"))
                facts = {"guid": guid, "name": _clean(name), "plainTextPath": f"internal://{guid}.txt"}
                source = SubElement(sources, "TextSource", facts)
                _add_selections(source, project, name, (guids, users))
                _add_values(source, project, name, variables)
        _put(archive, "project.qde", _bytes(root))
    return write_whole(Path(path), packed.getvalue())


def _add_codes(parent: Element, codebook: Codebook, above: str) -> None:
    for code in codebook.children(above):
        facts = {
            "guid": _as_guid(code.code),
            "name": _clean(code.name),
            "isCodable": str(code.codable).lower(),
        }
        if code.color:
            facts["color"] = code.color
        element = SubElement(parent, "Code", facts)
        told = _told(code)
        if told:
            SubElement(element, "Description").text = told
        _add_codes(element, codebook, code.code)


def _told(code: Code) -> str:
    """Return a description with the examples below it: the standard has no place for them."""
    examples = "\n".join(f"– {example}" for example in code.examples)
    return _clean("\n".join(part for part in (code.description, examples) if part))


def _add_variables(root: Element, project: CodedProject) -> dict[str, str]:
    names = list(dict.fromkeys(project.labels["variable"].astype(str)))
    if not names:
        return {}
    group = SubElement(root, "Variables")
    found = {name: identity("variable", name) for name in names}
    for name, guid in found.items():
        SubElement(group, "Variable", {"guid": guid, "name": _clean(name), "typeOfVariable": "Text"})
    return found


def _add_values(source: Element, project: CodedProject, name: str, variables: dict[str, str]) -> None:
    for row in project.labels[project.labels["source"] == name].to_dict("records"):
        value = SubElement(source, "VariableValue")
        SubElement(value, "VariableRef", {"targetGUID": variables[str(row["variable"])]})
        SubElement(value, "TextValue").text = _clean(str(row["value"]))


def _add_selections(
    source: Element, project: CodedProject, name: str, known: tuple[dict[str, str], dict[str, str]]
) -> None:
    guids, users = known
    own = project.codings[project.codings["source"] == name].sort_values(["start", "end"], kind="stable")
    text = project.texts[name]
    for row in own.to_dict("records"):
        start, end, coder = int(row["start"]), int(row["end"]), users[str(row["coder"])]
        when = _moment(str(row["when"] or ""))
        facts = {
            "guid": identity("selection", str(row["coding"]), str(row["coder"])),
            "startPosition": str(start),
            "endPosition": str(end),
            "name": _clean(text[start:end][:80]),
            "creatingUser": coder,
            **({"creationDateTime": when} if when else {}),
        }
        selection = SubElement(source, "PlainTextSelection", facts)
        if row["memo"]:
            SubElement(selection, "Description").text = _clean(str(row["memo"]))
        coding = SubElement(
            selection, "Coding", {"guid": _as_guid(str(row["coding"])), "creatingUser": coder}
        )
        SubElement(coding, "CodeRef", {"targetGUID": guids[str(row["code"])]})


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    """Add a file whose bytes do not depend on the moment."""
    entry = zipfile.ZipInfo(name, _MARK)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _bytes(root: Element) -> bytes:
    indent(root, " ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _plain(text: str) -> str:
    """Return a text in which every sign is one that XML and all tools take, position by position."""
    return text.replace("\r", " ").encode("utf-8", "replace").decode("utf-8")


def _clean(text: str) -> str:
    return _FORBIDDEN.sub(" ", text)


def _as_guid(code: str) -> str:
    return code if _GUID.fullmatch(code) else identity("guid", code)


def _moment(text: str) -> str:
    """Return a date and time as the schema has it (seconds, UTC as Z); "" where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return ""
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    return found.strftime("%Y-%m-%dT%H:%M:%SZ")
