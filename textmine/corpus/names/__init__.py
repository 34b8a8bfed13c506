"""How names are found in French talk: word lists, phrases, words of a text, capitals."""
