"""Lexical classes: which segments share a vocabulary, by descending hierarchical classification."""
