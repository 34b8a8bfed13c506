"""The words, French and English, by which sources name columns and roles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from textmine.corpus.tables import ROLES
from textmine.corpus.vocabulary import fold, role_of_label

_COLUMNS: Final = {  # surest first
    "speaker": "locuteur,locutrice,speaker,intervenant,intervenante,nom,name,participant,participante,who,"
    + "loc,orateur,interlocuteur,nom du locuteur,speaker name",
    "text": "texte,text,contenu,content,parole,paroles,utterance,transcription,transcript,enonce,propos,"
    + "verbatim",
    "meeting": "reunion,meeting,seance,entretien,interview,fichier,file,document,conversation,"
    + "conversation id",
    "start": "start,debut,time,timecode,time code,temps,heure,horaire,horodatage,minutage,start time",
    "end": "end,fin,end time",
    "role": "role",
    "agenda": "agenda,point,theme,ordre du jour,point a l ordre du jour",
    "date": "date",
}
_NAMES: Final = {what: tuple(names.split(",")) for what, names in _COLUMNS.items()}
_ROLE_OF: Final = {
    **{role: role for role in ROLES},
    **dict.fromkeys(("regulation", "chair", "moderator"), "facilitator"),
    **dict.fromkeys(("investigator", "examiner"), "interviewer"),
    **dict.fromkeys(("host", "leader", "facilitator"), "facilitator"),
    **dict.fromkeys(("pilote", "interviewee"), "pilot"),
    **dict.fromkeys(("autre", "observateur", "observatrice", "observer"), "other"),
}


def guess_columns(names: Sequence[str]) -> dict[str, int]:
    """Return which column holds what, by its name: the surest name of each sort.

    Examples
    --------
    >>> guess_columns(["Réunion", "Locuteur", "Texte", "Région"])
    {'speaker': 1, 'text': 2, 'meeting': 0}
    """
    return dict(_guessed(tuple(names)))


@lru_cache(maxsize=1024)
def _guessed(names: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    folded = [fold(name) for name in names]
    for what, known in _NAMES.items():
        position = next((folded.index(name) for name in known if name in folded), None)
        if position is not None:
            found[what] = position
    return found


def declared_role(text: str) -> str:
    """Return the role that a source's word means, "" when it means none.

    Examples
    --------
    >>> declared_role("régulation"), declared_role("Enquêtrice"), declared_role("UMP")
    ('facilitator', 'interviewer', '')
    """
    return _ROLE_OF.get(fold(text)) or role_of_label(text)
