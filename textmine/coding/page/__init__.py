"""The page for human coders: a local server, a transcript, codes, suggestions."""
