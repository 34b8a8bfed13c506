"""Exchange of codebooks and codings with other tools: REFI-QDA, CSV, Taguette, QualCoder."""
