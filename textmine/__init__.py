"""textmine: text mining of French interview and meeting transcripts, from files to a convergence report.

Each public name is loaded when it is first used, so that ``import textmine`` stays light.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

_HOMES = {
    "read": "textmine.corpus.reading",
    "check": "textmine.corpus.faults",
    "find_near_copies": "textmine.corpus.duplicates",
    "guess_identities": "textmine.corpus.identities",
    "find_questions": "textmine.corpus.guides",
    "write_speaker_table": "textmine.corpus.speaker_writing",
    "write_check": "textmine.show.inspection",
    "write": "textmine.corpus.writing.folders",
    "WriteOptions": "textmine.corpus.writing.options",
    "Losses": "textmine.corpus.writing.losses",
    "choose_pilots": "textmine.corpus.speakers",
    "mask": "textmine.corpus.masking.masking",
    "Masked": "textmine.corpus.masking.masking",
    "unmask": "textmine.corpus.masking.reversing",
    "Corpus": "textmine.corpus.tables",
    "split": "textmine.segment.cutting",
    "annotate": "textmine.segment.french",
    "clean": "textmine.segment.fluency",
    "find_mentions": "textmine.segment.mentions",
    "mention_network": "textmine.segment.mentions",
    "Segments": "textmine.segment.tables",
    "Tokens": "textmine.segment.tables",
    "WordCounts": "textmine.represent.words",
    "TopicModel": "textmine.represent.topics.model",
    "LatentDirichlet": "textmine.represent.topics.dirichlet",
    "VectorClusters": "textmine.represent.topics.clusters",
    "topic_numbers": "textmine.represent.topics.numbers",
    "edit_topics": "textmine.represent.topics.editing",
    "own_topics": "textmine.represent.topics.private",
    "PilotTopics": "textmine.represent.topics.private",
    "share_intervals": "textmine.measure.mean_shares",
    "kwic": "textmine.measure.textometry.concordance",
    "keyness": "textmine.measure.textometry.keying",
    "Keyness": "textmine.measure.textometry.keying",
    "cooccurrents": "textmine.measure.textometry.cooccurring",
    "word_links": "textmine.measure.textometry.cooccurring",
    "word_graph": "textmine.measure.textometry.cooccurring",
    "save_graph": "textmine.measure.textometry.cooccurring",
    "repeated_segments": "textmine.measure.textometry.repeating",
    "collocations": "textmine.measure.textometry.repeating",
    "progression": "textmine.measure.textometry.progressing",
    "Progression": "textmine.measure.textometry.progressing",
    "CorrespondenceAnalysis": "textmine.represent.correspondence",
    "pilot_centroids": "textmine.measure.portraits.centroids",
    "pilot_gaps": "textmine.measure.portraits.centroids",
    "telling_passages": "textmine.measure.portraits.passages",
    "word_usages": "textmine.measure.portraits.usages",
    "Usages": "textmine.measure.portraits.usages",
    "specificities": "textmine.measure.textometry.lafon",
    "Specificities": "textmine.measure.textometry.lafon",
    "find_themes": "textmine.represent.themes.thematic",
    "Themes": "textmine.represent.themes.thematic",
    "pk": "textmine.measure.boundaries",
    "window_diff": "textmine.measure.boundaries",
    "boundary_similarity": "textmine.measure.boundaries",
    "LexicalClasses": "textmine.represent.classes.reinert",
    "DoubleClasses": "textmine.represent.classes.double",
    "ClassTables": "textmine.represent.classes.sheets",
    "class_tables": "textmine.represent.classes.sheets",
    "follow_topics": "textmine.measure.topic_paths",
    "TopicPaths": "textmine.measure.topic_paths",
    "portray": "textmine.measure.portraits.together",
    "Portraits": "textmine.measure.portraits.together",
    "SentenceVectors": "textmine.represent.vectors",
    "Search": "textmine.represent.search",
    "Features": "textmine.represent.features",
    "converge": "textmine.measure.convergence",
    "Convergence": "textmine.measure.results",
    "converge_panel": "textmine.measure.panel",
    "Panel": "textmine.measure.panel",
    "cross_fitted": "textmine.measure.discriminant",
    "power": "textmine.measure.planning",
    "Power": "textmine.measure.outlook",
    "find_confounds": "textmine.measure.controls.confounds",
    "compare_with_actors": "textmine.measure.controls.actors",
    "mask_echoes": "textmine.measure.controls.echo",
    "placebo": "textmine.measure.controls.shuffling",
    "imitate": "textmine.measure.imitation.imitating",
    "Imitation": "textmine.measure.imitation.results",
    "adopt": "textmine.measure.imitation.adopting",
    "Adoption": "textmine.measure.imitation.results",
    "mrqap": "textmine.measure.imitation.dyads",
    "nominations": "textmine.measure.imitation.scores",
    "tenure": "textmine.measure.imitation.scores",
    "complement": "textmine.measure.complementarity.complementing",
    "Complementarity": "textmine.measure.complementarity.results",
    "word_overview": "textmine.measure.textometry.overview",
    "WordOverview": "textmine.measure.textometry.overview",
    "Code": "textmine.coding.codebook",
    "Codebook": "textmine.coding.codebook",
    "read_codebook": "textmine.coding.codebook",
    "Decision": "textmine.coding.decisions",
    "Span": "textmine.coding.decisions",
    "DecisionLog": "textmine.coding.log",
    "replay": "textmine.coding.replaying",
    "Codings": "textmine.coding.replaying",
    "suggest": "textmine.coding.suggesting.proposing",
    "Suggestions": "textmine.coding.suggesting.proposing",
    "coding_features": "textmine.coding.suggesting.features",
    "code_drift": "textmine.coding.traces",
    "followed": "textmine.coding.traces",
    "learn_codes": "textmine.coding.suggesting.suggester",
    "why": "textmine.coding.suggesting.reasons",
    "read_next": "textmine.coding.suggesting.reading_next",
    "Rule": "textmine.coding.suggesting.rules",
    "merge_codes": "textmine.coding.merging",
    "KeptRule": "textmine.coding.suggesting.rulebook",
    "keep_rule": "textmine.coding.suggesting.rulebook",
    "replay_rules": "textmine.coding.suggesting.rulebook",
    "rule_passages": "textmine.coding.suggesting.rules",
    "propose_rules": "textmine.coding.suggesting.rules",
    "apply_rules": "textmine.coding.suggesting.rules",
    "agree": "textmine.coding.agreement.comparing",
    "Agreement": "textmine.coding.agreement.comparing",
    "plot": "textmine.show.charts",
    "report": "textmine.show.page",
    "compare_runs": "textmine.show.contrasting",
    "run_recipe": "textmine.batch.pipeline",
    "TextmineError": "textmine.errors",
}

__all__ = [*_HOMES, "__version__"]

if TYPE_CHECKING:
    from textmine.batch.pipeline import run_recipe as run_recipe
    from textmine.coding.agreement.comparing import Agreement as Agreement
    from textmine.coding.agreement.comparing import agree as agree
    from textmine.coding.codebook import Code as Code
    from textmine.coding.codebook import Codebook as Codebook
    from textmine.coding.codebook import read_codebook as read_codebook
    from textmine.coding.decisions import Decision as Decision
    from textmine.coding.decisions import Span as Span
    from textmine.coding.log import DecisionLog as DecisionLog
    from textmine.coding.merging import merge_codes as merge_codes
    from textmine.coding.replaying import Codings as Codings
    from textmine.coding.replaying import replay as replay
    from textmine.coding.suggesting.features import coding_features as coding_features
    from textmine.coding.suggesting.proposing import Suggestions as Suggestions
    from textmine.coding.suggesting.proposing import suggest as suggest
    from textmine.coding.suggesting.reading_next import read_next as read_next
    from textmine.coding.suggesting.reasons import why as why
    from textmine.coding.suggesting.rulebook import KeptRule as KeptRule
    from textmine.coding.suggesting.rulebook import keep_rule as keep_rule
    from textmine.coding.suggesting.rulebook import replay_rules as replay_rules
    from textmine.coding.suggesting.rules import Rule as Rule
    from textmine.coding.suggesting.rules import apply_rules as apply_rules
    from textmine.coding.suggesting.rules import propose_rules as propose_rules
    from textmine.coding.suggesting.rules import rule_passages as rule_passages
    from textmine.coding.suggesting.suggester import learn_codes as learn_codes
    from textmine.coding.traces import code_drift as code_drift
    from textmine.coding.traces import followed as followed
    from textmine.corpus.duplicates import find_near_copies as find_near_copies
    from textmine.corpus.faults import check as check
    from textmine.corpus.guides import find_questions as find_questions
    from textmine.corpus.identities import guess_identities as guess_identities
    from textmine.corpus.masking.masking import Masked as Masked
    from textmine.corpus.masking.masking import mask as mask
    from textmine.corpus.masking.reversing import unmask as unmask
    from textmine.corpus.reading import read as read
    from textmine.corpus.speaker_writing import write_speaker_table as write_speaker_table
    from textmine.corpus.speakers import choose_pilots as choose_pilots
    from textmine.corpus.tables import Corpus as Corpus
    from textmine.corpus.writing.folders import write as write
    from textmine.corpus.writing.losses import Losses as Losses
    from textmine.corpus.writing.options import WriteOptions as WriteOptions
    from textmine.errors import TextmineError as TextmineError
    from textmine.measure.boundaries import boundary_similarity as boundary_similarity
    from textmine.measure.boundaries import pk as pk
    from textmine.measure.boundaries import window_diff as window_diff
    from textmine.measure.complementarity.complementing import complement as complement
    from textmine.measure.complementarity.results import Complementarity as Complementarity
    from textmine.measure.controls.actors import compare_with_actors as compare_with_actors
    from textmine.measure.controls.confounds import find_confounds as find_confounds
    from textmine.measure.controls.echo import mask_echoes as mask_echoes
    from textmine.measure.controls.shuffling import placebo as placebo
    from textmine.measure.convergence import converge as converge
    from textmine.measure.discriminant import cross_fitted as cross_fitted
    from textmine.measure.imitation.adopting import adopt as adopt
    from textmine.measure.imitation.dyads import mrqap as mrqap
    from textmine.measure.imitation.imitating import imitate as imitate
    from textmine.measure.imitation.results import Adoption as Adoption
    from textmine.measure.imitation.results import Imitation as Imitation
    from textmine.measure.imitation.scores import nominations as nominations
    from textmine.measure.imitation.scores import tenure as tenure
    from textmine.measure.mean_shares import share_intervals as share_intervals
    from textmine.measure.outlook import Power as Power
    from textmine.measure.panel import Panel as Panel
    from textmine.measure.panel import converge_panel as converge_panel
    from textmine.measure.planning import power as power
    from textmine.measure.portraits.centroids import pilot_centroids as pilot_centroids
    from textmine.measure.portraits.centroids import pilot_gaps as pilot_gaps
    from textmine.measure.portraits.passages import telling_passages as telling_passages
    from textmine.measure.portraits.together import Portraits as Portraits
    from textmine.measure.portraits.together import portray as portray
    from textmine.measure.portraits.usages import Usages as Usages
    from textmine.measure.portraits.usages import word_usages as word_usages
    from textmine.measure.results import Convergence as Convergence
    from textmine.measure.textometry.concordance import kwic as kwic
    from textmine.measure.textometry.cooccurring import cooccurrents as cooccurrents
    from textmine.measure.textometry.cooccurring import save_graph as save_graph
    from textmine.measure.textometry.cooccurring import word_graph as word_graph
    from textmine.measure.textometry.cooccurring import word_links as word_links
    from textmine.measure.textometry.keying import Keyness as Keyness
    from textmine.measure.textometry.keying import keyness as keyness
    from textmine.measure.textometry.lafon import Specificities as Specificities
    from textmine.measure.textometry.lafon import specificities as specificities
    from textmine.measure.textometry.overview import WordOverview as WordOverview
    from textmine.measure.textometry.overview import word_overview as word_overview
    from textmine.measure.textometry.progressing import Progression as Progression
    from textmine.measure.textometry.progressing import progression as progression
    from textmine.measure.textometry.repeating import collocations as collocations
    from textmine.measure.textometry.repeating import repeated_segments as repeated_segments
    from textmine.measure.topic_paths import TopicPaths as TopicPaths
    from textmine.measure.topic_paths import follow_topics as follow_topics
    from textmine.represent.classes.double import DoubleClasses as DoubleClasses
    from textmine.represent.classes.reinert import LexicalClasses as LexicalClasses
    from textmine.represent.classes.sheets import ClassTables as ClassTables
    from textmine.represent.classes.sheets import class_tables as class_tables
    from textmine.represent.correspondence import CorrespondenceAnalysis as CorrespondenceAnalysis
    from textmine.represent.features import Features as Features
    from textmine.represent.search import Search as Search
    from textmine.represent.themes.thematic import Themes as Themes
    from textmine.represent.themes.thematic import find_themes as find_themes
    from textmine.represent.topics.clusters import VectorClusters as VectorClusters
    from textmine.represent.topics.dirichlet import LatentDirichlet as LatentDirichlet
    from textmine.represent.topics.editing import edit_topics as edit_topics
    from textmine.represent.topics.model import TopicModel as TopicModel
    from textmine.represent.topics.numbers import topic_numbers as topic_numbers
    from textmine.represent.topics.private import PilotTopics as PilotTopics
    from textmine.represent.topics.private import own_topics as own_topics
    from textmine.represent.vectors import SentenceVectors as SentenceVectors
    from textmine.represent.words import WordCounts as WordCounts
    from textmine.segment.cutting import split as split
    from textmine.segment.fluency import clean as clean
    from textmine.segment.french import annotate as annotate
    from textmine.segment.mentions import find_mentions as find_mentions
    from textmine.segment.mentions import mention_network as mention_network
    from textmine.segment.tables import Segments as Segments
    from textmine.segment.tables import Tokens as Tokens
    from textmine.show.charts import plot as plot
    from textmine.show.contrasting import compare_runs as compare_runs
    from textmine.show.inspection import write_check as write_check
    from textmine.show.page import report as report


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'textmine' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
