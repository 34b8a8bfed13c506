"""What a competent user would write today with the same libraries: a script to hold a run against.

Tokens, tags and dependencies by spaCy in its default configuration for French; topics by gensim's LDA;
vectors by a transformer of the size of all-MiniLM-L6-v2 through sentence-transformers; convergence as the
cosine of the pilots' mean vectors, meeting by meeting. Its weights are random: it is timed, never read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from spacy.language import Language

WORDS_A_BLOCK: Final = 50
N_TOPICS: Final = 12
PASSES: Final = 5
_TAGS: Final = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PRON PROPN PUNCT SCONJ SYM VERB X".split()
_RELATIONS: Final = """ROOT acl advcl advmod amod appos aux case cc ccomp conj cop dep det discourse
    dislocated expl fixed flat iobj mark nmod nsubj nummod obj obl parataxis punct xcomp""".split()


def run_reference(talk: pd.DataFrame) -> dict[str, float]:
    """Return the seconds of each stage of the script.

    Parameters
    ----------
    talk
        One row a turn: ``meeting``, ``speaker``, ``text``.
    """
    seconds: dict[str, float] = {}

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        start = perf_counter()
        yield
        seconds[stage] = perf_counter() - start

    with timed("load"):
        nlp = default_pipeline()
        model = small_transformer(talk["text"].tolist())
    with timed("annotate"):
        blocks = _blocks(talk)
        lemmas = [[token.lower_ for token in doc if token.is_alpha and not token.is_stop]
                  for doc in nlp.pipe(blocks["text"])]  # fmt: skip
    with timed("topics"):
        _topics(lemmas)
    with timed("vectors"):
        vectors = model.encode(blocks["text"].tolist(), batch_size=32, show_progress_bar=False)
    with timed("converge"):
        _cosines(blocks, pd.DataFrame(vectors))
    return seconds


def _blocks(talk: pd.DataFrame) -> pd.DataFrame:
    """Return the talk of each speaker in each meeting in stretches of fifty words."""
    rows = []
    for (meeting, speaker), texts in talk.groupby(["meeting", "speaker"], sort=False)["text"]:
        words = " ".join(texts).split()
        for low in range(0, len(words), WORDS_A_BLOCK):
            rows.append((meeting, speaker, " ".join(words[low : low + WORDS_A_BLOCK])))
    return pd.DataFrame(rows, columns=["meeting", "speaker", "text"])


def default_pipeline() -> Language:
    """Return spaCy's default French pipeline with a tagger and a parser, as `spacy init config` writes it."""
    import spacy
    from spacy.cli.init_config import init_config
    from spacy.training import Example

    config = init_config(lang="fr", pipeline=["tagger", "parser"], optimize="efficiency", gpu=False)
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    words = [f"mot{at}" for at in range(len(_RELATIONS))]
    labels = {
        "words": words,
        "tags": [_TAGS[at % len(_TAGS)] for at in range(len(words))],
        "heads": [0] * len(words),
        "deps": _RELATIONS,
    }
    example = Example.from_dict(nlp.make_doc(" ".join(words)), labels)
    nlp.initialize(lambda: [example])
    return nlp


def small_transformer(texts: Sequence[str]) -> SentenceTransformer:
    """Return a transformer as large as all-MiniLM-L6-v2, of random weights, with word pieces of the texts."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    pieces = BertWordPieceTokenizer(strip_accents=False, lowercase=True)
    pieces.train_from_iterator(texts, vocab_size=30_522, show_progress=False)
    with tempfile.TemporaryDirectory() as folder:
        special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
        cutter = PreTrainedTokenizerFast(tokenizer_object=pieces._tokenizer, **special)
        cutter.save_pretrained(folder)
        config = BertConfig(
            hidden_size=384,
            num_hidden_layers=6,
            num_attention_heads=12,
            intermediate_size=1536,
            vocab_size=pieces.get_vocab_size(),
        )
        BertModel(config).save_pretrained(folder)
        bert = Transformer(folder, max_seq_length=256)
        return SentenceTransformer(modules=[bert, Pooling(384)], device="cpu")


def _topics(lemmas: Sequence[Sequence[str]]) -> None:
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(lemmas)
    dictionary.filter_extremes(no_below=5, no_above=0.5)
    counts = [dictionary.doc2bow(words) for words in lemmas]
    LdaModel(counts, num_topics=N_TOPICS, id2word=dictionary, passes=PASSES, random_state=0)


def _cosines(blocks: pd.DataFrame, vectors: pd.DataFrame) -> dict[str, float]:
    """Return the mean cosine of the speakers' mean vectors, meeting by meeting."""
    from sklearn.metrics.pairwise import cosine_similarity

    means = vectors.groupby([blocks["meeting"], blocks["speaker"]]).mean()
    found = {}
    for meeting, rows in means.groupby(level=0):
        close = cosine_similarity(rows)
        n = len(rows)
        found[str(meeting)] = float((close.sum() - n) / max(n * (n - 1), 1))
    return found
