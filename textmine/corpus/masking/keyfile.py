"""The key: all that is needed to give names back, in one private file, encrypted if a passphrase is given."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from textmine.errors import TextmineError, need

FORMAT: Final = "textmine mask key 1"
# scrypt, RFC 7914: 2**15 × 8 × 128 bytes = 32 MB and about a tenth of a second for each guess
COST: Final = {"n": 2**15, "r": 8, "p": 1}
_MEMORY: Final = 64 * 2**20


@dataclass(frozen=True)
class MaskKey:
    """What was replaced, by what, where.

    Attributes
    ----------
    created
        Day, ISO 8601.
    entities
        The reviewed table, as records.
    meetings, speakers
        New name to old.
    cells
        Records: ``table``, ``row`` (a list: new name of the meeting and number of the turn in it, or new
        name),
        ``column``, ``digest`` of the new text, and either ``spans`` ([start, end, old text], in the new text)
        or the ``whole`` old text.
    marks
        Records of the annotations of turns that changed: meeting, turn, and pairs (position, text).
    """

    created: str
    entities: list[dict[str, Any]] = field(default_factory=list)
    meetings: dict[str, str] = field(default_factory=dict)
    speakers: dict[str, str] = field(default_factory=dict)
    cells: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)


def digest_of(text: str) -> str:
    """Return a short hash of a new text, to tell whether it was changed since."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write_key(key: MaskKey, path: Path | str, *, passphrase: str | None = None) -> Path:
    """Write a key, readable and writable by its owner only (0600).

    Parameters
    ----------
    passphrase
        The key is encrypted with it: scrypt (RFC 7914), then Fernet (AES-128-CBC with HMAC-SHA256).

    Raises
    ------
    TextmineError
        There is such a file already, or a passphrase is given and ``cryptography`` is not installed.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_key(MaskKey("2026-01-02"), Path(folder) / "k.json", passphrase="sésame")
    ...     read_key(path, passphrase="sésame").created, oct(path.stat().st_mode)[-3:]
    ('2026-01-02', '600')
    """
    path = Path(path)
    if path.exists():
        raise TextmineError("mask_key_exists", path=str(path))
    text = json.dumps({"format": FORMAT, **asdict(key)}, ensure_ascii=False, indent=1)
    if passphrase is None:
        return write_private(path, text.encode("utf-8", "surrogatepass"))
    salt = secrets.token_bytes(16)
    token = _cipher(passphrase, salt, COST).encrypt(text.encode("utf-8", "surrogatepass"))
    sealed = {
        "format": FORMAT,
        "encryption": "scrypt+fernet",
        "salt": base64.b64encode(salt).decode(),
        **COST,
        "token": token.decode(),
    }
    return write_private(path, json.dumps(sealed).encode())


def read_key(path: Path | str, *, passphrase: str | None = None) -> MaskKey:
    """Return the key of a file.

    Raises
    ------
    TextmineError
        No such file, not a key, encrypted and no passphrase given, or the passphrase is wrong.
    """
    path = Path(path)
    data = _load(path)
    if "encryption" in data:
        if passphrase is None:
            raise TextmineError("mask_passphrase_missing", path=str(path))
        data = _opened(data, passphrase, path)
    try:
        return MaskKey(**{name: data[name] for name in MaskKey.__dataclass_fields__})
    except KeyError as error:
        raise TextmineError("mask_not_a_key", path=str(path)) from error


def is_encrypted(path: Path | str) -> bool:
    """Tell whether a key asks for a passphrase."""
    return "encryption" in _load(Path(path))


def write_private(path: Path, data: bytes) -> Path:
    """Write a whole file that only its owner may read, made with these rights from its first byte."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return path


def refuse_inside(path: Path, *folders: Path) -> None:
    """Raise if a private file would lie in one of these folders, or be one of these files.

    Raises
    ------
    TextmineError
        It would: what gives names back must not travel with what hides them.
    """
    place = path.resolve()
    for folder in folders:
        home = folder.resolve()
        if place == home or (home in place.parents and not home.is_file()):
            raise TextmineError("mask_key_inside", path=str(path), folder=str(folder))


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise TextmineError("no_such_path", path=str(path))
    try:
        data = json.loads(path.read_bytes())
    except ValueError as error:
        raise TextmineError("mask_not_a_key", path=str(path)) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise TextmineError("mask_not_a_key", path=str(path))
    return data


def _opened(data: dict[str, Any], passphrase: str, path: Path) -> dict[str, Any]:
    fernet = need("cryptography.fernet", extra="mask")
    try:
        cost = {name: int(data[name]) for name in COST}
        if cost["n"] * cost["r"] * 128 > _MEMORY or cost["p"] > 4:
            raise TextmineError("mask_not_a_key", path=str(path))
        cipher = _cipher(passphrase, base64.b64decode(data["salt"]), cost)
        found: dict[str, Any] = json.loads(cipher.decrypt(str(data["token"]).encode()))
    except fernet.InvalidToken as error:
        raise TextmineError("mask_wrong_passphrase", path=str(path)) from error
    except (KeyError, ValueError, TypeError) as error:
        raise TextmineError("mask_not_a_key", path=str(path)) from error
    return found


def _cipher(passphrase: str, salt: bytes, cost: dict[str, int]) -> Any:  # noqa: ANN401 - of a package that may lack
    fernet = need("cryptography.fernet", extra="mask")
    secret = hashlib.scrypt(passphrase.encode(), salt=salt, **cost, dklen=32, maxmem=2 * _MEMORY)
    return fernet.Fernet(base64.urlsafe_b64encode(secret))
