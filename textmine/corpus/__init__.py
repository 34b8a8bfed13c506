"""READ: transcripts into tables; check them."""
