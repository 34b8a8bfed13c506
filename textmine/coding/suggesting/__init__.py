"""Suggestions of codes: learnt from one coder's decisions, with reasons, confidence, and silence."""
