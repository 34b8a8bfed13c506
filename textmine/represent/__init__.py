"""NUMBER: words, topics and sentence vectors, per segment and per pilot."""
