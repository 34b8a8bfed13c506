"""A made-up network of pilots, and short ways to ask who and what a text names."""

from tests.segment.test_cutting import corpus_of
from textmine.segment.cutting import split
from textmine.segment.mentions import find_mentions

PEOPLE = (
    "Hélène Castaing", "Jean-Pierre Martin", "Claire Vasseur", "Pierre Roux", "Yann Le Goff", "Marc Delvaux",
    "Ségolène Royal", "François de Mazières", "Enquêtrice", "P1", "le président",
)  # fmt: skip
CLUSTERS = {"Hélène Castaing": "PackSud", "Marc Delvaux": "Verre & Nord", "Pierre Roux": "Orange"}


def network(*texts, people=PEOPLE):
    """A corpus in which the first speaker says the texts, and all others say one word."""
    talk = [("m", people[0], text) for text in texts] + [("m", name, "d'accord") for name in people[1:]]
    corpus = corpus_of(talk)
    clusters = [CLUSTERS.get(name, "") for name in corpus.speakers["speaker"]]
    return corpus.with_speakers(corpus.speakers.assign(cluster=clusters))


def mentions_in(text, people=PEOPLE, **options):
    corpus = network(text, people=people)
    return find_mentions(split(corpus, into="turns"), corpus=corpus, **options)


def found(text, **options):
    table = mentions_in(text, **options)
    return list(zip(table["text"], table["kind"], table["entity"], strict=True))


def entities(text, kind="person", **options):
    return [entity for _, one, entity in found(text, **options) if one == kind]
