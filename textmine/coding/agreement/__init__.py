"""Agreement between coders: on segments, on characters, on boundaries, with intervals."""
