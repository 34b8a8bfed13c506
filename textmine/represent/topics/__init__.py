"""Topics: what is talked about, by several models behind one face, and how far each can be trusted."""
