"""The measure of reading: which files it reads, how large they are, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from textmine.bench.reading_speed import measure_reading
from textmine.errors import TextmineError


def test_each_corpus_and_format_is_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "reunions"
    folder.mkdir()
    said = "nous avons parlé des cotisations et des visites. " * 12
    talk = f"Marie : {said}\nPaul : {said}\n" * 40
    for name in ("une.txt", "deux.txt"):
        (folder / name).write_text(talk, encoding="utf-8")
    (folder / "trois.xml").write_text(
        "<TEI><text><body><sp who='#a'><p>Oui.</p></sp></body></text></TEI>", encoding="utf-8"
    )
    (folder / "CARD.md").write_text("Pas une transcription.", encoding="utf-8")
    table = measure_reading(tmp_path, repeats=1).set_index("format")
    assert set(table.index) == {"text", "tei"}
    assert table.loc["text", "files"] == 2
    assert table.loc["text", "mb"] == pytest.approx(2 * len(talk.encode()) / 1e6)
    assert (table["mb_a_second"] > 0).all()
    assert table["ratio"].to_list() == pytest.approx((table["mb_a_second"] / table["plain"]).to_list())
    assert 1 < table.loc["text", "memory"] < 15


def test_a_folder_without_transcripts_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TextmineError, match=str(tmp_path)):
        measure_reading(tmp_path)
