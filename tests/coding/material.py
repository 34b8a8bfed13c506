"""Transcripts made by hand whose themes are known, and a coder who codes by theme."""

import numpy as np

from textmine.coding.decisions import Decision, Span

FIELDS = {
    "four": "four verre bouteille flacon moule fusion calcin couleur chaleur sable".split(),
    "port": "palette camion planche clou transport quai chariot scierie bois route".split(),
    "compte": "cotisation budget facture barème trésorier euro tarif bilan seuil caution".split(),
}
COMMON = "réunion dossier projet membre région semaine personne question année travail".split()


def write_corpus(folder, *, n_meetings=6, n_turns=30, seed=0):
    """Write meetings in which each turn is of one theme; return the theme of each turn, by meeting."""
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    names, themes = list(FIELDS), {}
    for m in range(n_meetings):
        lines, kinds = [], []
        for t in range(n_turns):
            kind = names[(t // 5 + m) % 3]
            words = [
                chance.choice(COMMON) if chance.random() < 0.4 else chance.choice(FIELDS[kind])
                for _ in range(24)
            ]
            who = ("Ana", "Bo", "Cy")[int(chance.integers(3))]
            lines.append(f"{who} : {' '.join(words)}.")
            kinds.append(kind)
        (folder / f"reunion-{m + 1}.txt").write_text("\n\n".join(lines), encoding="utf-8")
        themes[f"reunion-{m + 1}"] = kinds
    return themes


def coded_by_theme(corpus, themes, meetings, *, coder="Ana", most=None):
    """Decisions of a coder who codes whole turns by their theme, as the corpus has cut them."""
    told = []
    for meeting in meetings:
        turns = corpus.turns[corpus.turns["meeting"] == meeting]
        for place, text in enumerate(turns["text"]):
            code = max(FIELDS, key=lambda name: sum(word in FIELDS[name] for word in text.split()))
            span = Span(meeting, place, 0, place, len(text))
            told.append(Decision(coder, "coded", f"{coder}-{meeting}-{place}", code, span))
    return told[:most]
