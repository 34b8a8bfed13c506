"""Where the real treebanks are, and sentences written by hand."""

import pytest

from tests.conftest import SHARED

TREEBANKS = SHARED / "ud-french"
SPOKEN_DEV = ("fr_rhapsodie-ud-dev", "fr_parisstories-ud-dev")
TRAINED_ON = ("fr_rhapsodie-ud-train", "fr_parisstories-ud-train", "fr_sequoia-ud-train", "fr_gsd-ud-dev")
needs_treebanks = pytest.mark.skipif(not TREEBANKS.is_dir(), reason=f"{TREEBANKS} is not there")


def row(number, form, pos, head, relation, lemma=None, misc="_", features="_"):
    """One CoNLL-U line."""
    cells = (number, form, lemma or form.lower(), pos, "_", features, head, relation, "_", misc)
    return "\t".join(map(str, cells))


def block(*rows, sent_id="essai_1", **comments):
    """One CoNLL-U sentence, with its comments."""
    told = [f"# {key} = {value}" for key, value in {"sent_id": sent_id, **comments}.items()]
    return "\n".join([*told, *rows]) + "\n\n"


def write(path, *blocks):
    path.write_text("".join(blocks), encoding="utf-8")
    return path
