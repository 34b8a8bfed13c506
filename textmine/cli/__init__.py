"""The command line: one short function a verb, no science."""

# each file adds its verbs to the app; the order of these imports is the order of the verbs in the help
from textmine.cli import running  # isort: split

from textmine.cli import writing  # isort: split

from textmine.cli import masking  # isort: split

from textmine.cli import measures  # isort: split

from textmine.cli import contents  # isort: split

from textmine.cli import lexis  # isort: split

from textmine.cli import coding  # isort: split

from textmine.cli import modelling  # isort: split

from textmine.cli import benching
from textmine.cli.app import app, main

__all__ = [
    "app", "benching", "coding", "contents", "lexis", "main", "masking", "measures", "modelling", "running",
    "writing",
]  # fmt: skip
