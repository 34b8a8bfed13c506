"""Coding: codebook, decisions, suggestions, agreement, exchange with other tools."""
