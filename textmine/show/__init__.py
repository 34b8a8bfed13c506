"""SHOW: tables, charts, and one report page."""
