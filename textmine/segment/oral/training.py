"""Train fr-oral: word vectors and lemma tables first, then the parts of the pipeline on treebanks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from textmine.errors import TextmineError
from textmine.segment.oral.examples import make_examples, sentence_examples
from textmine.segment.oral.lemmas import dictionary_forms, lemma_tables
from textmine.segment.oral.rawtext import need_text, read_prose, read_talk
from textmine.segment.oral.tokenizer import build_tokenizer
from textmine.segment.oral.treebank import Sentence, documents, read_treebank
from textmine.segment.oral.wordvectors import WordVectors, form_classes, learn_vectors, with_dictionary
from textmine.segment.pipelines import use_numpy_products

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example
    from thinc.api import Optimizer

TREEBANKS: Final = (
    "fr_rhapsodie-ud-train",
    "fr_parisstories-ud-train",
    "fr_sequoia-ud-train",
    "fr_gsd-ud-dev",
)
CONFIG: Final = Path(__file__).with_name("fr-oral.cfg")
_RATE: Final = 0.001
_WARM_UP: Final = 20_000
_BATCH: Final = 1_000
_FIRST_BATCH: Final = 200


@dataclass(frozen=True)
class Plan:
    """How much to train; the defaults made the pipeline that is shipped.

    Attributes
    ----------
    seed
        Of everything drawn at random.
    epochs
        Passes over the treebanks, each with fresh copies (`transcript_copy`).
    most_vectors
        Words with a vector of their own.
    sentence_texts, sentence_passes
        Punctuated texts without labels that the sentence part sees first, at most; passes over them.
    dropout
        Share of activations left out.
    """

    seed: int = 0
    epochs: int = 20
    most_vectors: int = 19_000
    sentence_texts: int = 60_000
    sentence_passes: int = 3
    dropout: float = 0.2


def train_pipeline(
    data: Path, *, plan: Plan | None = None, progress: Callable[[int, int], None] | None = None
) -> Language:
    """Train the pipeline from the treebanks and plain texts under a folder.

    Parameters
    ----------
    data
        Folder with ``ud-french/*.conllu`` (the files of `TREEBANKS`), and ``plain``, ``fredsum``,
        ``assemblee-2013`` for texts without labels.
    progress
        Called with steps done and in all.

    Returns
    -------
    Language
        To save with `save_pipeline`; it loads without textmine.

    Raises
    ------
    TextmineError
        A treebank or all plain text is missing.

    Notes
    -----
    Tags and fluency are trained together over one shared tok2vec, sentences apart. Adam with a rate that
    warms up and falls linearly, weights averaged over steps; batches grow from 200 to 1,000 tokens. The same
    seed gives the same pipeline on the same machine and versions.
    """
    from thinc.api import fix_random_seed

    plan = plan or Plan()
    steps = _Steps(plan.epochs * 2 + plan.sentence_passes + 2, progress)
    need_text(data)
    texts = _read_all(data / "ud-french")
    vectors = learn_vectors(chain(read_talk(data), read_prose(data)), most=plan.most_vectors, seed=plan.seed)
    steps.done()
    fix_random_seed(plan.seed)
    nlp = _assemble(vectors)
    chance = np.random.default_rng(plan.seed)
    first = make_examples(nlp, texts, chance)
    nlp.initialize(lambda: first)
    _install_lemmas(nlp, texts)
    use_numpy_products(nlp)
    raw = list(islice(chain(read_talk(data), _dialogues(data)), plan.sentence_texts))
    _pretrain_sentences(nlp, raw, plan, chance, steps)
    for names in (("tok2vec", "morphologizer", "fluency"), ("senter",)):
        _train(nlp, names, texts, plan, chance, steps)
    steps.done()
    return nlp


def save_pipeline(nlp: Language, folder: Path) -> None:
    """Write the pipeline: of its strings only those of labels; and that its vectors are of lower-cased words.

    spaCy keeps every word met in training, and reads which form its vectors are of but does not write it.
    """
    import spacy

    nlp.to_disk(folder)
    needed = {label for name in nlp.pipe_names for label in getattr(nlp.get_pipe(name), "labels", ())}
    needed |= {part for label in needed for part in label.replace("|", "=").split("=")}
    needed |= set(spacy.blank("fr").vocab.strings)
    strings = json.dumps(sorted(needed), ensure_ascii=False)
    (folder / "vocab" / "strings.json").write_text(strings, encoding="utf-8")
    about = folder / "vocab" / "vectors.cfg"
    settings = {**json.loads(about.read_text("utf-8")), "attr": int(nlp.vocab.vectors.attr)}
    about.write_text(json.dumps(settings), encoding="utf-8")


def _read_all(folder: Path) -> list[list[Sentence]]:
    paths = [folder / f"{name}.conllu" for name in TREEBANKS]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        raise TextmineError("no_treebanks", folder=folder, missing=", ".join(missing))
    return documents(sentence for path in paths for sentence in read_treebank(path))


def _assemble(vectors: WordVectors) -> Language:
    """Return the untrained pipeline with its tokenizer and its word vectors."""
    from spacy.strings import get_string_id
    from spacy.util import load_config, load_model_from_config
    from spacy.vectors import Vectors

    nlp = load_model_from_config(load_config(CONFIG), auto_fill=True)
    nlp.tokenizer = build_tokenizer(nlp.vocab)
    vectors = with_dictionary(vectors, form_classes(dictionary_forms()))
    table = Vectors(strings=nlp.vocab.strings, data=vectors.rows, attr="LOWER", name="fr-oral")
    for form, row in vectors.row_of.items():
        for written in {form, form.replace("'", "’")}:
            table.add(get_string_id(written), row=row)
    nlp.vocab.vectors = table
    return nlp


def _install_lemmas(nlp: Language, texts: Iterable[Sequence[Sentence]]) -> None:
    tables = lemma_tables(sentence for document in texts for sentence in document)
    nlp.get_pipe("lemmatizer").initialize(lookups=tables)  # type: ignore[attr-defined]


def _dialogues(data: Path) -> Iterable[str]:
    """Give paragraphs of novels that are speech, and short ones."""
    return (text for text in read_prose(data) if text.lstrip().startswith(("—", "–", "«", "-")))


def _pretrain_sentences(
    nlp: Language, texts: Sequence[str], plan: Plan, chance: np.random.Generator, steps: _Steps
) -> None:
    """Teach the sentence part where punctuated text ends its sentences, most of the text stripped."""
    optimiser = _optimiser()
    seen = 0
    with nlp.select_pipes(enable=["senter"]):
        for _ in range(plan.sentence_passes):
            found = list(sentence_examples(nlp, texts, chance))
            chance.shuffle(found)
            size = sum(len(example.reference) for example in found)
            _pass(nlp, found, optimiser, plan, seen=seen, total=max(1, size * plan.sentence_passes))
            seen += size
            steps.done()
    _keep_averages(nlp, ("senter",), optimiser)


def _train(
    nlp: Language,
    names: Sequence[str],
    texts: Sequence[Sequence[Sentence]],
    plan: Plan,
    chance: np.random.Generator,
    steps: _Steps,
) -> None:
    optimiser = _optimiser()
    seen = 0
    total = plan.epochs * sum(len(s.words) for document in texts for s in document)
    with nlp.select_pipes(enable=list(names)):
        for _ in range(plan.epochs):
            found = make_examples(nlp, texts, chance)
            _pass(nlp, found, optimiser, plan, seen=seen, total=total)
            seen += sum(len(example.reference) for example in found)
            steps.done()
    _keep_averages(nlp, names, optimiser)


def _pass(
    nlp: Language, examples: Sequence[Example], optimiser: Optimizer, plan: Plan, *, seen: int, total: int
) -> None:
    """See every example once."""
    batch: list[Example] = []
    size = 0
    for example in examples:
        batch.append(example)
        size += len(example.reference)
        if size >= min(_BATCH, _FIRST_BATCH + 4 * _BATCH * seen // total):
            seen += size
            optimiser.learn_rate = _RATE * min(1.0, seen / _WARM_UP) * max(0.02, 1 - seen / total)
            nlp.update(batch, sgd=optimiser, drop=plan.dropout)
            batch, size = [], 0


def _optimiser() -> Optimizer:
    from thinc.api import Adam

    optimiser: Optimizer = Adam(
        _RATE, beta1=0.9, beta2=0.999, eps=1e-8, L2=0.01, L2_is_weight_decay=True, grad_clip=1.0,
        use_averages=True,
    )  # fmt: skip
    return optimiser


def _keep_averages(nlp: Language, names: Sequence[str], optimiser: Optimizer) -> None:
    """Put the mean weights of all steps in place of the last ones."""
    averages = optimiser.averages
    for name in names:
        for node in nlp.get_pipe(name).model.walk():  # type: ignore[attr-defined]
            for parameter in node.param_names:
                key = (node.id, parameter)
                if averages and key in averages:
                    node.set_param(parameter, averages[key])


class _Steps:
    """Tell progress step by step."""

    def __init__(self, total: int, progress: Callable[[int, int], None] | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def done(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)
