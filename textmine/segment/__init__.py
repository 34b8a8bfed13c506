"""CUT: turns into segments; annotate French."""
