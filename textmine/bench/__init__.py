"""BENCH: synthetic corpora of real speech with planted effects, which prove the measures valid or not."""
