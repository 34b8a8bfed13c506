"""The catalogue of all sentences that users read, in French and in English.

One TOML file a subject and language: ``fr/errors.toml`` holds the key ``empty_folder`` that code
calls ``errors.empty_folder``. A test holds both languages to the same keys and placeholders.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib import resources
from typing import Final

LANGUAGES: Final = ("fr", "en")


def language_of_user() -> str:
    """Return "en" where TEXTMINE_LANGUAGE or the locale says English, else "fr".

    Examples
    --------
    >>> language_of_user() in LANGUAGES
    True
    """
    for variable in ("TEXTMINE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "").lower()
        if value[:2] in LANGUAGES:
            return value[:2]
    return "fr"


@cache
def catalogue(language: str, subject: str) -> dict[str, str]:
    """Return the sentences of one subject in one language.

    Examples
    --------
    >>> "empty_folder" in catalogue("en", "errors")
    True
    """
    file = resources.files("textmine.messages") / language / f"{subject}.toml"
    return {key: str(value) for key, value in tomllib.loads(file.read_text("utf-8")).items()}


def say(key: str, language: str | None = None, **facts: object) -> str:
    """Return a sentence of the catalogue with its placeholders filled.

    Parameters
    ----------
    key
        ``subject.name``, such as ``errors.empty_folder``.
    language
        "fr" or "en"; None follows the user's locale.
    facts
        Values of the placeholders.

    Raises
    ------
    KeyError
        The catalogue has no such sentence: a fault of the code, never of the user.

    Examples
    --------
    >>> say("errors.empty_folder", "fr", path="corpus")[:33]
    'corpus ne contient aucune transcr'
    """
    subject, _, name = key.partition(".")
    return catalogue(language or language_of_user(), subject)[name].format(**facts)
