"""A table of word vectors that encodes as sentence-transformers does, to the bit, without loading it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from textmine.errors import TextmineError
from textmine.represent.static import assemble, word_ids

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

_CHUNK: Final = 4_096
_WEIGHTS: Final = "embedding.weight"
_HOME: Final = "sentence_transformers"
_MODULES: Final = (
    ("", f"{_HOME}.sentence_transformer.modules.static_embedding.StaticEmbedding"),
    ("1_Normalize", f"{_HOME}.base.modules.normalize.Normalize"),
)
_MADE_BY: Final = {"pytorch": "torch", "sentence_transformers": "sentence-transformers",
                   "transformers": "transformers"}  # fmt: skip
_FEATURE: Final = "sentence_embedding"


@dataclass(frozen=True)
class WordTable:
    """Vectors of words: a text is the mean of its words' vectors, made length 1.

    Attributes
    ----------
    tokenizer
        Cuts texts into words, see `learn_tokenizer`.
    table
        Shape (n_words, d), float32: one row a word of the tokenizer.

    Notes
    -----
    What `StaticEmbedding` and `Normalize` of sentence-transformers compute, by the same operations of torch;
    that library takes five seconds and 150 MB to load, which a table does not need.
    """

    tokenizer: Tokenizer
    table: NDArray[np.float32]

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of texts, shape (n, d): rows of length 1, or 0 where no word is known."""
        return self.encode_counted(texts)[0]

    def encode_counted(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Return the vectors of texts, and how many words of each have a vector, shape (n,)."""
        import torch
        from torch.nn import functional

        values = np.zeros((len(texts), self.table.shape[1]), dtype=np.float32)
        n_known = np.zeros(len(texts), dtype=np.int64)
        weighs = (self.table != 0).any(axis=1)
        weights = torch.from_numpy(self.table)
        for low in range(0, len(texts), _CHUNK):
            some = texts[low : low + _CHUNK]
            ids, sizes = word_ids(self.tokenizer, some)
            starts = torch.from_numpy(np.cumsum(sizes) - sizes)
            means = functional.embedding_bag(torch.from_numpy(ids), weights, starts, mode="mean")
            values[low : low + len(some)] = functional.normalize(means, p=2, dim=1).numpy()
            text = np.repeat(np.arange(len(some)), sizes)
            n_known[low : low + len(some)] = np.bincount(text[weighs[ids]], minlength=len(some))
        return values, n_known

    def model(self) -> SentenceTransformer:
        """Return the same as a sentence-transformers model."""
        return assemble(self.tokenizer, self.table)

    def save(self, folder: str | Path) -> None:
        """Write the folder that `SentenceTransformer.save` would write (safetensors, JSON, no pickle)."""
        from safetensors.numpy import save_file

        home = Path(folder)
        for place, _ in _MODULES:
            (home / place).mkdir(parents=True, exist_ok=True)
        modules = [
            {"idx": number, "name": str(number), "path": place, "type": name}
            for number, (place, name) in enumerate(_MODULES)
        ]
        _write(home / "modules.json", modules, indent=2)
        _write(home / "config_sentence_transformers.json", _configuration(), indent=2)
        feature = {"module_input_name": _FEATURE, "module_output_name": _FEATURE}
        _write(home / "1_Normalize" / "config.json", feature, indent=4)
        save_file({_WEIGHTS: np.ascontiguousarray(self.table)}, home / "model.safetensors")
        self.tokenizer.save(str(home / "tokenizer.json"))


def open_table(folder: str | Path) -> WordTable:
    """Read the folder of a table, saved here or by sentence-transformers.

    Raises
    ------
    TextmineError
        The folder holds no model of word vectors.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    home = Path(folder)
    try:
        modules = json.loads((home / "modules.json").read_text("utf-8"))
        kinds = [str(module["type"]).rpartition(".")[2] for module in modules]
        weights = load_file(home / "model.safetensors")[_WEIGHTS]
        tokenizer = Tokenizer.from_file(str(home / "tokenizer.json"))
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise TextmineError("not_a_vector_model", folder=str(folder)) from error
    except Exception as error:  # what `tokenizers` raises has no type of its own
        raise TextmineError("not_a_vector_model", folder=str(folder)) from error
    if kinds != [name.rpartition(".")[2] for _, name in _MODULES]:
        raise TextmineError("not_a_vector_model", folder=str(folder))
    tokenizer.no_padding()
    return WordTable(tokenizer, np.asarray(weights, dtype=np.float32))


def _configuration() -> dict[str, Any]:
    return {
        "__version__": {name: version(package) for name, package in _MADE_BY.items()},
        "default_prompt_name": None,
        "model_type": "SentenceTransformer",
        "prompts": {"document": "", "query": ""},
        "similarity_fn_name": "cosine",
    }


def _write(path: Path, data: object, *, indent: int) -> None:
    path.write_text(json.dumps(data, indent=indent), encoding="utf-8")
