import json
import stat

import pytest

from textmine.corpus.masking.keyfile import MaskKey, read_key, refuse_inside, write_key
from textmine.errors import TextmineError

KEY = MaskKey("2026-01-02", meetings={"a": "entretien-é"}, speakers={"X Y": "Hélène Castaing"})


def key_of(caught):
    return caught.value.key


@pytest.mark.parametrize("passphrase", [None, "sésame ouvre-toi"])
def test_a_key_comes_back_and_is_private(tmp_path, passphrase):
    path = write_key(KEY, tmp_path / "sub" / "k.json", passphrase=passphrase)
    assert read_key(path, passphrase=passphrase) == KEY
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert ("Castaing" in path.read_text("utf-8")) is (passphrase is None)
    with pytest.raises(TextmineError) as caught:
        write_key(KEY, path)
    assert key_of(caught) == "mask_key_exists"


def test_wrong_missing_and_broken(tmp_path):
    path = write_key(KEY, tmp_path / "k.json", passphrase="a")
    for passphrase, key in (("b", "mask_wrong_passphrase"), (None, "mask_passphrase_missing")):
        with pytest.raises(TextmineError) as caught:
            read_key(path, passphrase=passphrase)
        assert key_of(caught) == key
    sealed = json.loads(path.read_text())
    path.write_text(json.dumps({**sealed, "n": 2**40}))
    with pytest.raises(TextmineError) as caught:
        read_key(path, passphrase="a")
    assert key_of(caught) == "mask_not_a_key"
    for content in (b"\xff\xfe", b"[]", b"{}", b'{"format": "textmine mask key 1"}'):
        path.write_bytes(content)
        with pytest.raises(TextmineError) as caught:
            read_key(path, passphrase="a")
        assert key_of(caught) == "mask_not_a_key"
    with pytest.raises(TextmineError) as caught:
        read_key(tmp_path / "none")
    assert key_of(caught) == "no_such_path"


def test_a_key_must_not_lie_with_what_it_protects(tmp_path):
    with pytest.raises(TextmineError) as caught:
        refuse_inside(tmp_path / "out" / "sub" / "k.json", tmp_path / "out")
    assert key_of(caught) == "mask_key_inside"
    refuse_inside(tmp_path / "k.json", tmp_path / "out")
