"""``python -m textmine`` is the command ``textmine``."""

from textmine.cli import main

main()
