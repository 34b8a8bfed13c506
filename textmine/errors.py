"""The one error that users see, and how a missing package is reported."""

from __future__ import annotations

import importlib
from types import ModuleType

from textmine.messages import say


class TextmineError(Exception):
    """A fault that the user can mend, told in one sentence: what is wrong, what was found, what to do.

    Parameters
    ----------
    key
        Key of the sentence in the section ``errors`` of the catalogue.
    facts
        Values of the sentence's placeholders (file, line, names found).

    Examples
    --------
    >>> print(TextmineError("empty_folder", path="entretiens").say("en"))  # doctest: +ELLIPSIS
    entretiens holds no transcript: put .txt, .docx, .odt, ... files there.
    """

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key = key
        self.facts = facts

    def say(self, language: str | None = None) -> str:
        """Return the sentence in French ("fr") or English ("en"); None follows the locale."""
        return say(f"errors.{self.key}", language, **self.facts)

    def __str__(self) -> str:
        return self.say()


def need(module: str, *, extra: str) -> ModuleType:
    """Import a module that only some uses need, or say which extra installs it.

    Raises
    ------
    TextmineError
        The module is not installed.

    Examples
    --------
    >>> need("json", extra="all").__name__
    'json'
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise TextmineError("missing_package", module=module, extra=extra) from error
