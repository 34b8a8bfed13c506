"""Function words of French: how a pilot talks, whatever the talk is about."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from textmine.errors import TextmineError
from textmine.represent.features import Features
from textmine.segment.tables import FILLER, PUNCTUATION, REPETITION, RESTART, Tokens

_ROWS_AT_ONCE: Final = 10_000
_LEFT_OUT: Final = FILLER | PUNCTUATION | REPETITION | RESTART

# Closed classes of French grammar; in each, forms as the tokenizer gives them, in lower case.
FUNCTION_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "determiner": tuple(
        """
        le la les l' un une des du au aux cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos
        leur leurs quel quelle quels quelles chaque quelque quelques plusieurs aucun aucune tout toute tous
        toutes même mêmes autre autres tel telle tels telles certains certaines
        """.split()
    ),
    "pronoun": tuple(
        """
        je tu il elle on nous vous ils elles me te t' se lui eux moi toi soi y en ce c' ça cela ceci celui
        celle ceux celles celui-là celle-là ceux-là qui que quoi dont où lequel laquelle lesquels lesquelles
        auquel duquel rien personne chacun chacune quelqu'un mien mienne sien sienne nôtre vôtre
        """.split()
    ),
    "preposition": tuple(
        """
        de à dans par pour avec sans sur sous entre vers chez contre depuis pendant avant après devant
        derrière jusque dès parmi selon malgré envers hors sauf concernant
        """.split()
    ),
    "conjunction": (
        *"et ou mais donc or ni car si comme quand lorsque puisque quoique tandis".split(),
        "parce que",
    ),
    "auxiliary": tuple(
        """
        être suis es est sommes êtes sont étais était étions étiez étaient été étant serai sera serons seront
        serais serait serions seraient sois soit soient fut avoir ai as a avons avez ont avais avait avions
        aviez avaient eu ayant aurai aura aurons auront aurais aurait aurions auraient aie ait aient
        """.split()
    ),
    "negation": tuple("ne pas plus jamais guère point".split()),
    "adverb": (
        *"""
        là ici alors aussi ainsi encore toujours déjà très trop bien moins peu beaucoup assez tant tellement
        aujourd'hui maintenant ensuite puis enfin surtout seulement presque plutôt peut-être comment pourquoi
        combien ailleurs autant
        """.split(),
        *("un peu", "quand même"),
    ),
}
# Before a vowel the full form cannot be said: both are one word. "c'", "l'", "t'" stand for several.
ELIDED: Final[dict[str, str]] = {
    "j'": "je", "m'": "me", "s'": "se", "n'": "ne", "d'": "de", "qu'": "que", "jusqu'": "jusque",
    "lorsqu'": "lorsque", "puisqu'": "puisque", "quoiqu'": "quoique", "parce qu'": "parce que",
    "ç'": "c'", "c": "c'", "j": "je", "d": "de", "l": "l'", "n": "ne", "qu": "que", "m": "me", "s": "se",
}  # fmt: skip


def function_counts(tokens: Tokens) -> Features:
    """Count the function words of French in each segment.

    Parameters
    ----------
    tokens
        Tokens of segments; stop words count, fillers, repeated words and restarts do not.

    Returns
    -------
    Features
        Kind "counts", sparse, shape (n segments, d function words). The columns are always the same, so that
        corpora can be compared.

    Notes
    -----
    Determiners, pronouns, prepositions, conjunctions, forms of être and avoir, negation and grammatical
    adverbs. They are told by their form alone: « est » the point of the compass counts as the verb. Elided
    forms count as the full ones (« j' » as « je »), since the next word decides which of them is said;
    inverted pronouns too (« -vous » as « vous »).

    Examples
    --------
    >>> import pandas as pd
    >>> ids, zeros = np.array([0, 1, 2], dtype=np.int32), np.zeros(3, dtype=np.int32)
    >>> flags = np.zeros(3, dtype=np.uint8)
    >>> tokens = Tokens(
    ...     pd.DataFrame({"speaker": ["Ana"]}), np.array([0, 3]), ids, ids, flags, zeros, zeros, flags,
    ...     ("j'", "ai", "froid"))
    >>> counts = function_counts(tokens).frame()
    >>> counts[["speaker", "je", "ai", "tu"]]
      speaker   je   ai   tu
    0     Ana  1.0  1.0  0.0
    """
    columns = tuple(dict.fromkeys(word for words in FUNCTION_WORDS.values() for word in words))
    place = {word: number for number, word in enumerate(columns)}
    column = np.array([place.get(_full(word), -1) for word in tokens.vocabulary], dtype=np.int64)
    kept = np.equal(tokens.flags & _LEFT_OUT, 0)
    kept[kept] = column[tokens.form[kept]] >= 0
    cells = (tokens.segment[kept], column[tokens.form[kept]])
    shape = (len(tokens), len(columns))
    values = sparse.csr_array(sparse.coo_array((np.ones(int(kept.sum())), cells), shape=shape))
    recipe = tokens.recipe.then("function_counts", words=len(columns))
    return Features(tokens.rows.reset_index(drop=True), values, columns, "counts", recipe)


def style_vectors(tokens: Tokens, *, limit: float = 3.0) -> Features:
    """Return each segment's use of function words, in standard deviations: vectors for `dist_u`.

    Parameters
    ----------
    tokens
        Tokens of segments; the standard deviations are learnt on all of them.
    limit
        Standard deviations beyond which a share counts as that many; above 0.

    Returns
    -------
    Features
        Kind "vectors", dense, shape (n segments, d function words), divided by the root of the number of
        words that vary, so that a squared distance is the mean over words. A segment without a function word
        stays at 0, the centre; ``n_known`` tells how many it has.

    Raises
    ------
    TextmineError
        `limit` is not above 0.

    Notes
    -----
    ``z = (share - mean) / sd`` of each word among the segment's function words, as in Burrows's Delta (2002),
    clipped at ±`limit` against words that a segment of fifty words repeats by chance (Evert et al. 2017).
    Chosen by measurement. Mean `dist_u` against turns shuffled among the speakers of a meeting, in standard
    deviations of chance, and meetings of a speaker nearest to his others: clipped 13.0 and 64 of 132 on 15
    speakers of a parliament, 5.1 and 35 of 45 on the sample corpus; not clipped 11.0 and 57, 4.6 and 34; root
    of shares (Hellinger) 8.4 and 50, 5.5 and 31; shares 6.4 and 43, 6.1 and 28.

    Examples
    --------
    >>> import pandas as pd
    >>> ids, zeros = np.array([0, 1], dtype=np.int32), np.zeros(2, dtype=np.int32)
    >>> flags = np.zeros(2, dtype=np.uint8)
    >>> tokens = Tokens(
    ...     pd.DataFrame({"speaker": ["Ana", "Bo"]}), np.array([0, 1, 2]), ids, ids, flags, zeros, zeros,
    ...     flags, ("je", "on"))
    >>> style_vectors(tokens).frame()[["speaker", "je", "on"]].round(2)
      speaker    je    on
    0     Ana  0.71 -0.71
    1      Bo -0.71  0.71
    """
    if not limit > 0:
        raise TextmineError("style_limit", limit=limit)
    counts = function_counts(tokens)
    used = sparse.csr_array(counts.values)
    total = np.asarray(used.sum(axis=1), dtype=np.float64).ravel()
    known = total > 0
    shares = sparse.csr_array(sparse.diags_array(1.0 / np.where(known, total, 1.0)) @ used)
    values = np.asarray(shares.toarray(), dtype=np.float64)
    _standardise(values, known, limit)
    recipe = counts.recipe.then("style_vectors", limit=limit)
    rows = counts.rows.assign(n_known=total.astype(np.int64))
    return Features(rows, values, counts.columns, "vectors", recipe)


def _standardise(shares: NDArray[np.float64], known: NDArray[np.bool_], limit: float) -> None:
    """Make shares clipped standard scores, in place and some rows at once: there may be gigabytes of them."""
    n_known = max(int(known.sum()), 1)
    parts = [slice(low, low + _ROWS_AT_ONCE) for low in range(0, len(shares), _ROWS_AT_ONCE)]
    mean = np.zeros(shares.shape[1])
    for part in parts:
        mean += shares[part][known[part]].sum(axis=0)
    mean /= n_known
    squares = np.zeros(shares.shape[1])
    for part in parts:
        squares += ((shares[part][known[part]] - mean) ** 2).sum(axis=0)
    spread = np.sqrt(squares / n_known)
    # A word that all use alike says nothing; below this, its spread is rounding.
    varied = spread > 1e-12
    scale = np.where(varied, spread, 1.0)
    for part in parts:
        some = shares[part]
        some -= mean
        some /= scale
        np.clip(some, -limit, limit, out=some)
        some /= np.sqrt(max(int(varied.sum()), 1))
        some[:, ~varied] = 0.0
        some[~known[part]] = 0.0


def _full(word: str) -> str:
    """Return the full form of a word: without elision, without the hyphen of an inverted pronoun."""
    word = word.replace("’", "'")
    bare = word.removeprefix("-t").lstrip("-") if word.startswith("-t-") else word.removeprefix("-")
    return ELIDED.get(bare, bare)
