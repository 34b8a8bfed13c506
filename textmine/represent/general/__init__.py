"""General French vectors: how `models/fr-vectors` is trained, and the tasks that judge vectors."""
