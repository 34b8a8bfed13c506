"""XML read as a stream through defusedxml; every fault of the file is one sentence."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import IO, Final, Protocol

from defusedxml.common import DefusedXmlException, EntitiesForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from textmine.corpus.limits import MAX_DEPTH
from textmine.errors import TextmineError

_CHUNK: Final = 1 << 16
_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")


class Target(Protocol):
    """What receives the elements and the text of an XML file, in order."""

    def start(self, tag: str, attrib: dict[str, str], /) -> object:
        """Open an element."""

    def end(self, tag: str, /) -> object:
        """Close an element."""

    def data(self, text: str, /) -> object:
        """Receive a run of text."""

    def close(self) -> object:
        """Finish."""


class _Names(dict[str, str]):
    """Expat's names, "space}name", as ElementTree writes them: "{space}name"."""

    def __missing__(self, name: str) -> str:
        self[name] = full = "{" + name if "}" in name else name
        return full


class XmlStream:
    """A parser that feeds a target, and knows the line where it is.

    Parameters
    ----------
    target
        Receives elements and text.
    file
        Name of the file, for the sentences.

    Raises
    ------
    TextmineError
        From `read`: ``xml_broken``, ``xml_entities`` when the file declares entities, ``xml_external``, or
        ``xml_too_deep`` beyond 256 levels.

    Notes
    -----
    Expat calls the target at once: the parser of the standard library would first wrap each tag in Python.
    """

    def __init__(self, target: Target, *, file: str) -> None:
        self._parser = DefusedXMLParser(target=target)
        self._expat = self._parser.parser
        self._expat.ordered_attributes = False
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._names = _Names()
        self._depth = 0
        self._open, self._close = target.start, target.end
        self._file = file

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TextmineError("xml_too_deep", file=self._file, line=self.line, most=MAX_DEPTH)
        names = self._names
        self._open(names[name], {names[key]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._close(self._names[name])

    @property
    def line(self) -> int:
        """Line of the tag or text that was just read, from 1."""
        line: int = self._expat.CurrentLineNumber
        return line

    def read(self, stream: IO[bytes]) -> None:
        """Read the whole stream."""
        try:
            while chunk := stream.read(_CHUNK):
                self._parser.feed(chunk)
            self._parser.close()
        except ParseError as error:
            problem = str(error).partition(":")[0]
            raise TextmineError(
                "xml_broken", file=self._file, line=error.position[0], problem=problem
            ) from error
        except EntitiesForbidden as error:
            raise TextmineError("xml_entities", file=self._file, line=self.line, entity=error.name) from error
        except DefusedXmlException as error:
            raise TextmineError("xml_external", file=self._file, line=self.line) from error
        except (LookupError, ValueError) as error:
            raise TextmineError("xml_broken", file=self._file, line=self.line, problem=str(error)) from error


@lru_cache(maxsize=4096)
def local(tag: str) -> str:
    """Return the name of a tag or attribute without its namespace.

    Examples
    --------
    >>> local("{http://www.tei-c.org/ns/1.0}sp"), local("sp")
    ('sp', 'sp')
    """
    return tag.rpartition("}")[2]


def declared_encoding(path: Path) -> tuple[str, str]:
    """Return the encoding of an XML file, and what decides it."""
    with path.open("rb") as stream:
        head = stream.read(200)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "BOM"
    if match := _ENCODING.match(head.removeprefix(b"\xef\xbb\xbf")):
        return match[1].decode("ascii").lower(), "declared"
    return "utf-8", "default of XML"
