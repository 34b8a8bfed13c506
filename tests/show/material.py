"""A made-up run: six pilots, eight meetings, twelve topics, and one that tries to break the page."""

from __future__ import annotations

from types import MappingProxyType

import numpy as np
import pandas as pd

from textmine.corpus.tables import Corpus, Leftover, ParseReport
from textmine.measure.results import Convergence
from textmine.recipe import Recipe, versions
from textmine.represent.features import Features
from textmine.segment.tables import Segments
from textmine.show.page import ReportMaterial

PILOTS = (
    "Claire Vasseur",
    "Mathieu Delorme",
    "Nadia Benhamou",
    "Yves Kerguelen",
    "Sophie Aubertin",
    "Paul Iriart",
)
CLUSTERS = (
    "Bretagne",
    "Rhône-Alpes",
    "Hauts-de-France",
    "Pays de la Loire",
    "Grand Est",
    "Nouvelle-Aquitaine",
)
TOPICS = (
    "certification audit norme dossier exigence auditeur référentiel label",
    "écoconception matière carton recyclage plastique emballage fibre bilan",
    "appel projet région dossier financement Europe guichet échéance",
    "adhérent cotisation entreprise visite adhésion PME dirigeant fidéliser",
    "salon stand visiteur Paris événement programme conférence badge",
    "formation opérateur stage école compétence alternance apprenti lycée",
    "export Allemagne mission client douane salon partenaire Italie",
    "gouvernance conseil président bureau statut vote mandat assemblée",
    "imprimante numérique machine ligne encre investissement cadence maintenance",
    "communication site lettre réseau vidéo presse abonné message",
    "agroalimentaire conserve barquette froid client cahier hygiène distributeur",
    "logistique palette transport stock entrepôt camion retour tournée",
)
PHRASES = (
    "donc euh nous la certification on l'a passée en deux fois parce que l'auditeur voulait revoir le "
    "dossier fournisseurs, et franchement les adhérents au début ils voyaient pas trop l'intérêt",
    "ben c'est-à-dire que l'écoconception, si vous voulez, tant que le client demande pas, les petites "
    "boîtes elles vont pas changer leur matière, hein, ça coûte",
    "sur l'appel à projets de la région on a déposé à trois, voilà, et on attend toujours la réponse "
    "depuis mars",
    "moi ce que je vois c'est que les cotisations elles baissent et qu'il faut retourner voir les "
    "dirigeants un par un",
)


def corpus(*, n_pilots: int = 6, n_meetings: int = 8, seed: int = 0) -> Corpus:
    rng = np.random.default_rng(seed)
    names = pilots(n_pilots)
    weights = rng.dirichlet(np.full(n_pilots, 4.0))
    meetings, turns = [], []
    for order in range(n_meetings):
        meeting = f"reunion-{order + 1:02d}"
        date = f"{2016 + order // 2}-{'03' if order % 2 == 0 else '10'}-{10 + order:02d}"
        meetings.append(
            (meeting, f"Comité des pilotes n° {order + 1}", date, "meeting", order, "AL", f"{meeting}.docx")
        )
        for place, name in enumerate(names):
            if is_absent(place, order):
                continue
            for number in range(int(rng.poisson(60 * weights[place] * n_pilots / 6)) + 2):
                phrase = PHRASES[int(rng.integers(len(PHRASES)))]
                turns.append(
                    (meeting, name, "pilot", "speech", "", phrase, np.nan, np.nan, f"{meeting}.docx", number)
                )
        turns.append(
            (
                meeting,
                "Hélène Roux",
                "facilitator",
                "speech",
                "",
                "alors on reprend l'ordre du jour s'il vous plaît",
                np.nan,
                np.nan,
                f"{meeting}.docx",
                1,
            )
        )
    table = pd.DataFrame(
        turns,
        columns=["meeting", "speaker", "role", "kind", "agenda", "text", "start", "end", "file", "line"],
    )
    words = table["text"].str.split().str.len().groupby(table["speaker"]).sum()
    speakers = pd.DataFrame(
        {
            "speaker": [*names, "Hélène Roux"],
            "role": ["pilot"] * n_pilots + ["facilitator"],
            "role_reason": ["declared"] * n_pilots + ["questions"],
            "labels": [[name, name.split()[0]] for name in [*names, "Hélène Roux"]],
            "cluster": [*(CLUSTERS[place % 6] for place in range(n_pilots)), ""],
            "legitimacy": [*(float(6 - place % 6) for place in range(n_pilots)), np.nan],
        }
    )
    speakers["words"] = speakers["speaker"].map(words).fillna(0).astype(int)
    return Corpus(
        name="reseau-emballage",
        language="fr",
        turns=table,
        meetings=pd.DataFrame(
            meetings, columns=["meeting", "title", "date", "kind", "order", "transcriber", "file"]
        ),
        speakers=speakers,
        marks=pd.DataFrame(columns=["turn", "position", "text"]),
        reports=tuple(report(row[0], names) for row in meetings),
        recipe=Recipe(inputs={f"{row[0]}.docx": f"{row[4]:064x}" for row in meetings}),
    )


def report(meeting: str, names: list[str]) -> ParseReport:
    leftovers = (
        Leftover("heading", 1, "Réunion des pilotes — ordre du jour : certification, salon, divers"),
        Leftover("noise", 40, "Page 2 / 31"),
        *(
            (Leftover("unattributed", 212, "?? : [plusieurs personnes parlent en même temps] <b>rien</b>"),)
            if meeting.endswith("3")
            else ()
        ),
    )
    lost = sum(len("".join(left.text.split())) for left in leftovers)
    return ParseReport(
        f"{meeting}.docx",
        "docx",
        "0" * 64,
        "utf-8",
        "declared",
        48_000,
        48_000 - lost,
        MappingProxyType({name: 20 + len(name) for name in names}),
        leftovers,
    )


def pilots(n: int) -> list[str]:
    return list(PILOTS[:n]) + [f"{PILOTS[k % 6].split()[0]} Lemaître-{k}" for k in range(6, n)]


def is_absent(place: int, order: int) -> bool:
    return (place * 7 + order * 3) % 17 == 4


def convergence(*, n_pilots: int = 6, n_meetings: int = 8, seed: int = 0) -> Convergence:
    rng = np.random.default_rng(seed)
    names, read = pilots(n_pilots), corpus(n_pilots=n_pilots, n_meetings=n_meetings, seed=seed)
    base = rng.uniform(0.08, 0.34, n_pilots)
    pairs, cells = [], []
    for order, meeting in enumerate(read.meetings["meeting"]):
        fade = 1 - 0.055 * order
        place = {
            n: base[k] * fade + rng.normal(0, 0.018) for k, n in enumerate(names) if not is_absent(k, order)
        }
        for i, a in enumerate(names):
            blocks = int(rng.integers(6, 60)) if a in place else 0
            cells.append((a, meeting, order, blocks, blocks // 3, place.get(a, np.nan)))
            for b in names[i + 1 :]:
                value = (
                    (place[a] + place[b]) / 2 + rng.normal(0, 0.02) if a in place and b in place else np.nan
                )
                pairs.append((a, b, meeting, order, value))
    table = read.meetings[["meeting", "order", "date"]].copy()
    frame = pd.DataFrame(pairs, columns=["a", "b", "meeting", "order", "distance"])
    table["distance"] = frame.groupby("order")["distance"].mean().to_numpy()
    spread = rng.uniform(0.02, 0.05, n_meetings)
    table["low"], table["high"] = table["distance"] - spread, table["distance"] + spread
    table["weight"] = (1 / spread) / (1 / spread).sum()
    slope, start = np.polyfit(table["order"], table["distance"], 1) if n_meetings > 1 else (0.0, 0.2)
    table["fit"] = start + slope * table["order"]
    far = np.abs(table["order"] - (n_meetings - 1) / 2) / max(n_meetings - 1, 1)
    table["null_low"] = table["distance"].mean() - 0.01 - 0.07 * far
    table["null_high"] = table["distance"].mean() + 0.01 + 0.07 * far
    table["n_pilots"] = [sum(not is_absent(k, t) for k in range(n_pilots)) for t in range(n_meetings)]
    table["n_pairs"] = table["n_pilots"] * (table["n_pilots"] - 1) // 2
    counts = pd.DataFrame(cells, columns=["pilot", "meeting", "order", "n_blocks", "n_groups", "distance"])
    table["n_blocks"] = counts.groupby("order")["n_blocks"].sum().to_numpy()
    mean = float(table["distance"].mean())
    return Convergence(
        table=table,
        pairs=frame,
        cells=counts,
        strata=pd.DataFrame(),
        pair_trends=pd.DataFrame(),
        pilot_trends=pd.DataFrame(),
        sensitivity=pd.DataFrame(),
        relative_slope=slope / mean,
        relative_slope_interval=(slope / mean - 0.021, slope / mean + 0.019),
        relative_slope_block_interval=(slope / mean - 0.01, slope / mean + 0.01),
        share_lost=0.34,
        share_lost_interval=(0.19, 0.48),
        p_convergence=0.0042,
        p_divergence=0.9959,
        p_two_sided=0.0081,
        n_permutations=9999,
        is_exact=False,
        smallest_p=1 / 10_000,
        verdict="convergence",
        reasons=(
            (
                "why_convergence",
                {"p": 0.0042, "alpha": 0.05, "low": 0.19, "high": 0.48, "margin": 0.2, "smallest": 1e-4},
            ),
            ("few_blocks", {"blocks": 8.0, "wanted": 10}),
            ("agenda_not_controlled", {}),
        ),
        n_blocks=int(counts["n_blocks"].sum()),
        settings={"between": "pilot", "over": "meeting", "alpha": 0.05, "margin": 0.2, "seed": 0},
        recipe=Recipe().then("converge", between="pilot", over="meeting", seed=0),
    )


def segments(read: Corpus) -> Segments:
    rows = read.turns.merge(read.meetings[["meeting", "order", "date"]], on="meeting")
    rows = rows[["meeting", "order", "date", "speaker", "role", "agenda", "text"]].assign(
        meeting_kind="meeting",
        theme="",
        group=np.arange(len(rows)),
        n_words=rows["text"].str.split().str.len(),
    )
    n = len(rows)
    return Segments(
        rows,
        np.arange(n + 1),
        np.arange(n, dtype=np.int32),
        np.zeros(n, dtype=np.int32),
        rows["text"].str.len().to_numpy().astype(np.int32),
        "blocks",
    )


def shares(cut: Segments, *, n_topics: int = 12, seed: int = 0) -> Features:
    rng = np.random.default_rng(seed)
    taste = {name: rng.dirichlet(np.full(n_topics, 0.9)) for name in cut.rows["speaker"].unique()}
    values = np.array([rng.dirichlet(0.05 + 3 * taste[name]) for name in cut.rows["speaker"]])
    return Features(
        cut.rows.drop(columns="text"), values, tuple(f"topic{k}" for k in range(n_topics)), "shares"
    )


def topic_words(n_topics: int = 12) -> pd.DataFrame:
    rows = [
        (f"topic{k}", rank, word, 1.0 / (rank + 1))
        for k in range(n_topics)
        for rank, word in enumerate(TOPICS[k % 12].split())
    ]
    return pd.DataFrame(rows, columns=["topic", "rank", "word", "weight"])


def vectors(cut: Segments, *, seed: int = 0) -> Features:
    return block_vectors(cut, seed=seed).mean(["speaker", "role", "meeting", "order", "date"])


def block_vectors(cut: Segments, *, seed: int = 0) -> Features:
    rng = np.random.default_rng(seed)
    names = list(cut.rows["speaker"].unique())
    home = rng.normal(size=(len(names), 20))
    away = cut.rows["order"].max() + 3
    mean = np.array(
        [
            home[names.index(name)] * (1 - order / away) + rng.normal(scale=1.2, size=20)
            for name, order in zip(cut.rows["speaker"], cut.rows["order"], strict=True)
        ]
    )
    return Features(cut.rows.drop(columns="text"), mean, tuple(f"d{k}" for k in range(20)), "vectors")


def run(*, n_pilots: int = 6, n_meetings: int = 8) -> ReportMaterial:
    read = corpus(n_pilots=n_pilots, n_meetings=n_meetings)
    cut = segments(read)
    recipe = (
        Recipe(inputs=read.recipe.inputs).then("read", path="corpus").then("split", into="blocks", words=50)
    )
    return ReportMaterial(
        corpus=read,
        segments=cut,
        shares=shares(cut),
        topic_words=topic_words(),
        convergence=convergence(n_pilots=n_pilots, n_meetings=n_meetings),
        vectors_by_cell=vectors(cut),
        recipe=recipe.then("topics", n_topics=12, seed=3),
        settings={"seed": 3, "split": {"words": 50, "theme": None}},
        versions=versions(["numpy", "pandas"]),
        created="2025-11-23",
        timings={"read": 1.25, "topics": 3.5},
    )
