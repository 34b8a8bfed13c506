"""Portraits of pilots in sentence vectors: where each stands, typical passages, how each uses words."""
