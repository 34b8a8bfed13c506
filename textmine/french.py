"""spaCy's French, imported at once: an expression that takes four seconds to compile waits for its use."""

from __future__ import annotations

import gzip
import json
import re
import runpy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from unittest.mock import patch

_LONG: Final = 20_000


class _Late:
    """A regular expression that is compiled when it is first used."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern = pattern
        self.flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern, self.flags)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - what an expression has
        return getattr(self._compiled, name)

    def match(self, *arguments: Any) -> re.Match[str] | None:  # noqa: ANN401 - as an expression's own
        """Match at the beginning, as `re.Pattern.match`: spaCy keeps this method, and reads its pattern."""
        return self._compiled.match(*arguments)


def import_french() -> ModuleType:
    """Import ``spacy.lang.fr`` without its expression of words to leave whole, which few tokenizers use.

    Notes
    -----
    Two hundred alternatives, each with a class of all letters, are compiled where the module is imported: 4
    of the 7 seconds that spaCy takes to be there. Our own pipeline has a tokenizer of its own; spaCy's blank
    one compiles the expression at its first word.

    Examples
    --------
    >>> french = import_french()
    >>> [text for text in ("saut-de-ski", "ski") if french.FrenchDefaults.token_match(text)]
    ['saut-de-ski']
    """
    import spacy.language

    with _late_where_long():
        import spacy.lang.fr
    return spacy.lang.fr


@contextmanager
def _late_where_long() -> Iterator[None]:
    compile_now = re.compile

    def compile_or_wait(pattern: Any, flags: Any = 0) -> Any:  # noqa: ANN401 - as re.compile
        is_long = isinstance(pattern, str) and len(pattern) > _LONG
        return _Late(pattern, flags) if is_long else compile_now(pattern, flags)

    with patch.object(re, "compile", compile_or_wait):
        yield


@cache
def stop_words() -> frozenset[str]:
    """Return spaCy's French stop words, from their file: they do not wait for spaCy to be imported.

    Examples
    --------
    >>> "les" in stop_words()
    True
    """
    spacy = find_spec("spacy")
    for place in (spacy and spacy.submodule_search_locations) or ():
        return frozenset(runpy.run_path(str(Path(place) / "lang" / "fr" / "stop_words.py"))["STOP_WORDS"])
    raise ModuleNotFoundError("spacy", name="spacy")


def lookups(name: str) -> dict[str, Any]:
    """Return a French table of ``spacy-lookups-data`` as it is in its file, read without spaCy.

    Parameters
    ----------
    name
        ``lemma_lookup`` (form to lemma), ``lemma_index`` (class to words).

    Examples
    --------
    >>> lookups("lemma_lookup")["cotisations"]
    ['cotisation']
    """
    path = Path(import_module("spacy_lookups_data").fr[name])
    if path.exists():
        return dict(json.loads(path.read_bytes()))
    return dict(json.loads(gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes())))
