"""RUN: a recipe over a corpus, with stages, cache and resume."""
