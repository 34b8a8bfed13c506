"""Textometry: what words do, part by part."""
