"""Themes: where a meeting or an interview passes from one matter to another."""
