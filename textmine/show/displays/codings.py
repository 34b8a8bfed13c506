"""Displays of codes, codings and suggestions, and of a run."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from textmine.show.displays.sheets import Facts, Sheet, held, n_of


def _suggestions(found: Any) -> Facts:  # noqa: ANN401 - by name of class
    trusted = int(found.table["trusted"].astype(bool).sum())
    return {"suggestions": len(found.table), "trusted": trusted, "not_yet": len(found.not_yet)}


def _codings(found: Any) -> Facts:  # noqa: ANN401
    status = found.table["status"].value_counts()
    return {
        "coders": n_of("coder", found.table),
        "coded": int(status.get("coded", 0)),
        "pending": int(status.get("pending", 0)),
        "refused": int(status.get("refused", 0)),
    }


def _gestures(log: Any) -> pd.DataFrame:  # noqa: ANN401
    made = pd.DataFrame([(each.coder, each.action) for each in log.decisions()], columns=["coder", "action"])
    return made.groupby(["coder", "action"]).size().rename("times").reset_index()


def _labels(found: Any) -> pd.DataFrame:  # noqa: ANN401
    counts = {name: np.asarray(getattr(found, name)).sum(axis=0) for name in ("coded", "refused", "pending")}
    return pd.DataFrame({"code": list(found.codes), **counts})


def _parts(found: Any) -> pd.DataFrame:  # noqa: ANN401
    sizes = [len(range(found.values.shape[1])[columns]) if isinstance(columns, slice) else len(columns)
             for columns in found.parts.values()]  # fmt: skip
    return pd.DataFrame({"part": list(found.parts), "n_columns": sizes})


def _learnt(found: Any) -> Facts:  # noqa: ANN401
    threshold = float(found.threshold) if np.isfinite(found.threshold) else None
    return {"codes": len(found.codes), "not_yet": len(found.not_yet), "threshold": threshold}


def _stages(run: Any) -> pd.DataFrame:  # noqa: ANN401
    rows = [(name, True) for name in run.ran] + [(name, False) for name in run.skipped]
    return pd.DataFrame(rows, columns=["stage", "computed"])


def _run(run: Any) -> Facts:  # noqa: ANN401
    names = ("corpus", "meetings", "interviews", "words", "blocks")
    return {name: run.summary[name] for name in names if name in run.summary}


CODED: Final[dict[str, Sheet]] = {
    "Codebook": Sheet(".frame()", lambda book: book.frame(), ("name", "parent", "description", "codable"),
                      lambda book: {"codes": len(book)}),
    "Codings": held("table", "coder", "meeting", "turn", "code", "status", "origin", "shown", facts=_codings),
    "Suggestions": held("table", "meeting", "speaker", "name", "chance", "trusted", "text",
                        facts=_suggestions),
    "Agreement": Sheet(
        ".wide()", lambda found: found.wide(),
        ("name", "n_units", "percent", "cohen", "alpha", "low", "high", "ac1"),
        lambda found: {"coders": len(found.coders), "level": found.level},
        note="alpha_interval",
    ),
    "DecisionLog": Sheet(".decisions()", _gestures,
                         facts=lambda log: {"decisions": len(log.decisions()), "codes": len(log.codebook())}),
    "Reason": held("words", "word", "weight"),
    "Labels": Sheet("", _labels, facts=lambda found: {"codes": len(found.codes),
                                                      "segments": int(found.reviewed.sum())}),
    "CodingFeatures": Sheet(".parts", _parts, facts=lambda found: {"segments": len(found),
                                                                  "columns": found.values.shape[1]}),
    "Suggester": held("not_yet", facts=_learnt),
    "Run": Sheet(".ran", _stages, facts=_run),
}  # fmt: skip
