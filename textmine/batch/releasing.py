"""Between two stages: let go of what the next one does not read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from textmine.batch.work import Work
from textmine.memory import give_back
from textmine.parts import Parts

# blocks from which what a pipeline holds is worth the second that reading it again takes, and memory that is
# free the tenth of a second or more (a notebook holds many objects) that giving it back takes
LONG: Final = 2_000
_READ_FROM: Final = {
    "corpus": "read",
    "segment_parts": "split", "all_segments": "split", "segments": "split",
    "token_parts": "annotate", "all_tokens": "annotate", "tokens": "annotate",
    "share_parts": "topics", "all_shares": "topics", "shares": "topics",
    "vector_parts": "vectors", "all_vectors": "vectors", "vectors": "vectors",
}  # fmt: skip


def let_go(work: Work, *, but: Collection[str] = ()) -> None:
    """Let go of the tables that a run has read back, and of pipelines where its talk is long.

    Parameters
    ----------
    but
        Names of stages whose tables stay: those that the next stage reads.
    """
    from textmine.segment.pipelines import forget_pipelines

    tables = [work.__dict__[name] for name in _READ_FROM if name != "corpus" and name in work.__dict__]
    is_long = any(int(t.n_rows.sum() if isinstance(t, Parts) else len(t)) >= LONG for t in tables)
    for name, stage in _READ_FROM.items():
        if stage not in but:
            work.__dict__.pop(name, None)
    if is_long:
        forget_pipelines()
        give_back()
