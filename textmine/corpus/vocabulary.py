"""Words of speaker labels: how a label is folded, which ones are roles, names, codes or no labels at all."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

INTERVIEWER: Final = frozenset(
    "e enq enqueteur enquetrice enqueteuse enqueteurs q question questions i int itw itwer interviewer "
    "intervieweur intervieweuse intervieweurs chercheur chercheuse chercheure ch inv journaliste sociologue "
    "inter intv".split()
) | {"enqueteur rice", "enqueteur trice", "chercheur euse", "intervieweur euse"}
FACILITATOR: Final = frozenset(
    "animateur animatrice anim moderateur moderatrice mod facilitateur facilitatrice president presidente "
    "presidence".split()
) | {"presidente de seance", "president de seance", "animateur trice"}
INTERVIEWEE: Final = frozenset(
    "r rep reponse reponses enquete enquetee interviewe interviewee repondant repondante participant "
    "participante locuteur locutrice intervenant intervenante invite invitee loc l p s a b".split()
) | {"enquete e", "interviewe e", "repondant e", "participant e", "intervenant e"}
KINSHIP: Final = frozenset(
    "child mother father brother sister sibling grandmother grandfather aunt uncle cousin son daughter "
    "partner adult teenager boy girl male female subject informant speaker caller visitor student".split()
) | {"target child", "target adult", "other"}  # roles of CHAT, taken for labels where there is no name
NO_LABEL: Final = frozenset(
    "note notes nota nb remarque remarques objectif objectifs exemple exemples ex attention date dates "
    "lieu duree heure heures sujet sujets theme themes projet titre contexte source sources conclusion "
    "resume introduction annexe annexes total tel telephone mail email fax adresse http https www "
    "participants presents presentes absents absentes excuses excusees invites personnes ordre "
    "transcription transcripteur transcriptrice entretien reunion fichier langue nom noms fonction age "
    "synthese bilan rappel important decision decisions action actions partie chapitre section point "
    "etape phase version code statut organisme entreprise secteur redaction redacteur redactrice "
    "consigne relance relances legende cf page".split()
) | {"ordre du jour", "releve de decisions", "a faire", "date de l entretien", "n b", "e mail", "par exemple"}
DIVISIONS: Final = frozenset(
    "livre titre chapitre section partie annexe article tome acte scene volet axe phase etape tableau".split()
)
INTERJECTIONS: Final = frozenset(
    "oui non si ouais nan voila ok okay accord hum hm mhm mm euh heu bon ben bah bien ah oh eh he "
    "hein exactement merci bonjour bonsoir absolument effectivement pardon donc alors "
    "mais et puis enfin quoi certes super parfait vrai evidemment tiens ensuite apres resultat "
    "silence rires rire pause inaudible applaudissements".split()
) | {
    "d accord", "tout a fait", "bien sur", "peut etre", "c est vrai", "c est ca", "oui oui", "non non",
    "voila oui", "au revoir", "ca va", "pas du tout", "tres bien",
}  # fmt: skip
SPEECH_WORDS: Final = frozenset(
    "je j tu il elle on nous vous ils elles me m se s lui leur ce c ca qui que qu quoi dit dis disait disent "
    "dire est sont etait ai as ont avait et mais donc alors puis voila si quand comme parce car ou y en un "
    "une mon ma mes notre nos votre vos son sa ses ne n pas plus tres bien".split()
)
_COLLECTIVE = re.compile(
    r"^(?:(?:plusieurs|divers|diverses|quelques|certains|certaines|de nombreux|de nombreuses|tous|toutes|des|"
    r"les|un|une|autre|autres)\b|(?:m|mme|x|xx|xxx|inconnu|inconnue|inconnus|public|salle|voix|brouhaha|"
    r"assemblee|ensemble|groupe|collectif|non identifie|non identifiee|homme|femme|choeur)$|"
    r".*\b(?:non identifiee?s?|inconnue?s?|inaudible)\b)"
)
_TITLES = frozenset("m mm mr mme mmes mlle monsieur madame mademoiselle messieurs mesdames".split())
_ARTICLES = frozenset(("le", "la", "l", "les"))
_PARTICLES = frozenset("de du des d la le les l von van der den da di do dos el ben et".split())
_CODE = re.compile(r"^([a-z]{1,12}) ?(\d{1,3})$")
_DIARISED = re.compile(
    r"^(?:(?:speaker|spk|spkr|s|loc|locuteur|locutrice|voix|intervenante?|interlocuteur|interlocutrice"
    r"|unknown speaker|personne) ?\d{1,3}|(?:speaker|locuteur|locutrice|intervenante?|voix) [a-z])$"
)
_NOBODY = re.compile(
    r"^(?:x{2,}|non identifiee?s?|(?:une? )?(?:inconnue?s?|voix|homme|femme)(?: non identifiee?)?)(?: \d+)?$"
)
BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NOT_WORD = re.compile(r"[\W_]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the text without case, accents, punctuation and underscores, words parted by one space.

    Examples
    --------
    >>> fold("Enquêteur·rice_")
    'enqueteur rice'
    """
    text = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(character for character in text if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", letters).strip()


def person_key(label: str) -> str:
    r"""Return the key under which variants of one person's label meet.

    Folded; what stands in brackets, a title (M., Mme, Monsieur…) and a leading article are left out,
    unless nothing else remains.

    Examples
    --------
    >>> person_key("Mme\u00a0Durand (DRH)"), person_key("le_président_"), person_key("M.")
    ('durand', 'president', 'm')
    """
    words = (fold(BRACKETED.sub(" ", label)) or fold(label)).split()
    while len(words) > 1 and (words[0] in _TITLES or words[0] in _ARTICLES):
        words = words[1:]
    return " ".join(words) or label.strip()


def stem_and_number(label: str) -> tuple[str, int | None]:
    """Return a coded label's stem and number, (folded label, None) when it has none.

    Examples
    --------
    >>> stem_and_number("SPEAKER_01"), stem_and_number("Marie")
    (('speaker', 1), ('marie', None))
    """
    folded = fold(label)
    found = _CODE.match(folded)
    return (found[1], int(found[2])) if found else (folded, None)


@lru_cache(maxsize=65536)
def role_of_label(label: str) -> str:
    """Return the role that a label's words say: "interviewer", "facilitator", "pilot" or "" for none.

    "pilot" is what words for an interviewee (R, Enquêté, Répondant) say.

    Examples
    --------
    >>> role_of_label("Enquêtrice"), role_of_label("R"), role_of_label("La présidente")
    ('interviewer', 'pilot', 'facilitator')
    """
    if label.rstrip().endswith("?") and len(label.strip()) > 1:
        return "interviewer"
    stem, number = stem_and_number(label)
    key = stem if number is not None else person_key(label)
    if _DIARISED.match(fold(label)):
        return ""
    if key in INTERVIEWER:
        return "interviewer"
    if key in FACILITATOR:
        return "facilitator"
    return "pilot" if key in INTERVIEWEE and (number is not None or key not in {"a", "b", "p", "s"}) else ""


@lru_cache(maxsize=65536)
def is_vocabulary(label: str) -> bool:
    """Tell whether a label is a usual word or code for a speaker: E, Q1, Enquêtée, SPEAKER_00, DRH, J.-P. M.

    Examples
    --------
    >>> is_vocabulary("SPEAKER_00"), is_vocabulary("GA"), is_vocabulary("Objectif")
    (True, True, False)
    """
    stem, number = stem_and_number(label)
    if stem in NO_LABEL or (stem in INTERJECTIONS and number is None):
        return False
    if stem in INTERVIEWER or stem in FACILITATOR or stem in INTERVIEWEE or _DIARISED.match(fold(label)):
        return True
    letters = label.replace(".", "").replace("-", "").replace(" ", "").replace("\u00a0", "")
    return letters.isalpha() and letters.isupper() and len(letters) <= 4


def is_local(label: str) -> bool:
    """Tell whether a label names another person in each file.

    So do R, Enquêté, SPEAKER_00, Locuteur 1, Intervenant 2, Mother, Inconnu and ``?``.

    Examples
    --------
    >>> is_local("R"), is_local("SPEAKER_01"), is_local("P1"), is_local("Marie")
    (True, True, False, False)
    """
    folded = fold(label)
    return (
        not folded
        or folded in INTERVIEWEE
        or folded in KINSHIP
        or bool(_DIARISED.match(folded) or _NOBODY.match(folded))
    )


@lru_cache(maxsize=65536)
def is_name_like(label: str) -> bool:
    """Tell whether a label looks like a person's name: a title, or two words or more, all capitalised.

    Examples
    --------
    >>> is_name_like("J.-P. Martin"), is_name_like("Mme X"), is_name_like("Mon chef me dit")
    (True, True, False)
    """
    words = BRACKETED.sub(" ", label).replace("’", "'").replace("_", " ").split()
    if not words or fold(label) in NO_LABEL:
        return False
    if fold(words[0]) in _TITLES:
        return len(words) > 1
    names = [word for word in words if fold(word) and fold(word) not in _PARTICLES]
    capitalised = all(name[:1].isupper() or name[:2].lower() == "d'" for name in names)
    return len(words) > 1 and len(names) > 1 and capitalised and fold(words[0]) not in NO_LABEL


def is_word_like(label: str) -> bool:
    """Tell whether a label is one capitalised word that is not a heading's or a chatty word: "Marie".

    Examples
    --------
    >>> is_word_like("Marie"), is_word_like("Note"), is_word_like("Oui")
    (True, False, False)
    """
    folded = fold(BRACKETED.sub(" ", label))
    return label[:1].isupper() and " " not in folded and folded not in NO_LABEL | INTERJECTIONS


def is_collective(name: str) -> bool:
    """Tell whether a name stands for several persons or for nobody known.

    Examples
    --------
    >>> is_collective("Plusieurs députés du groupe X"), is_collective("Un_député"), is_collective("Unal")
    (True, True, False)
    """
    folded = fold(name)
    return not folded or bool(_COLLECTIVE.match(folded))
