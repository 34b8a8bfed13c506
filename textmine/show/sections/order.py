"""Which sections of results a report has, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textmine.show.material import ReportMaterial
from textmine.show.sections.blocks import Section
from textmine.show.sections.classes import classes_section
from textmine.show.sections.closer import closer_section
from textmine.show.sections.complementarity import complementarity_section
from textmine.show.sections.imitation import imitation_section
from textmine.show.sections.lexis import lexis_section
from textmine.show.sections.passing import passing_section
from textmine.show.sections.pilots import pilots_section
from textmine.show.sections.portraits import portraits_section
from textmine.show.sections.rivals import rivals_section
from textmine.show.sections.robustness import robustness_section


def measured_sections(
    material: ReportMaterial, words: Mapping[str, Sequence[str]], *, language: str
) -> tuple[Section, ...]:
    """Return the sections of what was measured besides the distance, those that there are.

    Parameters
    ----------
    words
        Words of each topic, by column of the shares.
    """
    result, panel = material.convergence, material.panel
    alpha = float(str(result.settings.get("alpha", 0.05)))
    found = (
        closer_section(result, language=language),
        None if panel is None else robustness_section(panel, alpha=alpha, language=language),
        rivals_section(material, language=language),
        imitation_section(material, language=language),
        complementarity_section(material, words, language=language),
        passing_section(material.paths, material.themes, language=language),
        classes_section(material.classes, material.corpus, language=language),
        lexis_section(material.lexis, language=language),
        portraits_section(material.portraits, material.usages, material.corpus, language=language),
        pilots_section(material, language=language),
    )
    return tuple(section for section in found if section is not None)
