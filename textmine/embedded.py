"""Where the models that come with textmine are: `models/` of a clone, or inside the installed package."""

from __future__ import annotations

from pathlib import Path
from typing import Final

NAMES: Final = ("fr-oral", "fr-vectors")
_HERE: Final = Path(__file__).resolve().parent
_SHELVES: Final = (_HERE.parent / "models", _HERE / "models")


def folder_of(name: str) -> Path | None:
    """Return the folder of an embedded model, or None where it is unknown or absent.

    Examples
    --------
    >>> folder_of("no-such-model") is None
    True
    """
    if name not in NAMES:
        return None
    return next((shelf / name for shelf in _SHELVES if (shelf / name).is_dir()), None)
