"""Mask: names and numbers that tell who speaks are found, reviewed, replaced, and given back with the key."""
