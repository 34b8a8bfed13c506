"""Last names that pseudonyms are made of, by the origin that they let hear; lists of our own."""

from __future__ import annotations

import re
from typing import Final

from textmine.corpus.masking.firstnames import starts_with_vowel
from textmine.corpus.vocabulary import fold

FRENCH: Final = """
Barbier Besson Blondel Bouchard Boulay Bourdin Brossard Carlier Carpentier Cartier Chauvin Chevalier Collet
Cordier Coulon Courtois Cousin Delage Delorme Deschamps Devaux Duchemin Dufour Dumas Dupré Durieux Faucher
Favier Ferrand Fleury Fontaine Forestier Fournier Gaillard Gautier Germain Gilson Giraud Godard Grandjean
Grenier Grosjean Guichard Guillot Lacombe Lacroix Lagarde Lambert Langlois Lanoue Lassalle Laurier Lavigne
Lebrun Leclair Ledoux Lejeune Lemoine Lenoir Lepage Leroy Lesage Levasseur Maillard Maréchal Marchand Masson
Mercier Meunier Millet Monnier Morel Mounier Pasquier Pelletier Perrault Perrot Picard Poirier Poulain
Prévost Raynaud Renaud Rigaud Rivet Rolland Rousseau Roussel Royer Sabatier Salmon Sauvage Savary Tessier
Texier Thibault Toussaint Vaillant Valette Vallet Vasseur Verdier Vidal Villard Vincent Voisin
Adenet Albaret Alibert Amblard Ancelin Arnoux Astier Aubert Audibert Auger Aumont Avril Estève Évrard Hamelin
Hardouin Hébert Hennequin Herbelin Honoré Hubert Huguet Imbault Isnard Olivier Orsel Oudin Ozanne Urbain
"""
OTHERS: Final = {
    "maghreb": """Amrani Belkacem Benhamou Bensaïd Boudiaf Bouzid Chaoui Cherif Daoudi Djebbar Fares
        Ghali Haddad
        Hamdi Kaci Khaldi Lahlou Mansouri Meziane Nasri Ouali Rahmani Saadi Tahar Yahiaoui Zeroual Zidane
            Aouad""",
    "brittany": """Le Bihan Le Bras Le Cam Le Dantec Le Floch Le Guen Le Moal Kerboul Kervella Guivarch
        Tanguy Morvan
        Quéméner Riou Salaün Abgrall Évenou Omnès""",
    "south": """Alvarez Almeida Bianchi Carvalho Costa Ferreira Fernandes Garcia Gomes Lopes Marino
        Mendes Moreno
        Oliveira Pereira Ramos Romano Santos Torres Vieira Esposito Ibanez""",
    "east": """Baumann Becker Diebold Ehrhart Fischer Hoffmann Keller Klein Meyer Muller Obrecht Roth
        Schaeffer
        Schmitt Steiner Wagner Weber Ziegler Adler Imhof""",
    "subsahara": """Ba Camara Cissé Coulibaly Diallo Diarra Diop Fall Keïta Koné Ndiaye Sall Sissoko Sow
        Touré Traoré
        Issoufou Ouattara""",
}  # fmt: skip
_FORMS: Final = {
    "brittany": re.compile(r"^(?:le (?!roy|brun|clerc|grand|noir)\w+|ker\w+|\w+ec|\w+ic)$"),
    "maghreb": re.compile(r"^(?:ben ?\w+|bou\w+|el \w+|\w+aoui|\w+ani|\w+eddine|\w+ahim)$"),
    "south": re.compile(r"^(?:d[aoe]s? \w+|\w+ez|\w+eira|\w+inho|\w+oni|\w+ini|\w+elli)$"),
    "east": re.compile(r"^\w*(?:mann|berger|meyer|itter|stein|bach|sch\w+|auer|witz)$"),
}  # fmt: skip


def like_last_names(name: str, origin: str = "") -> list[str]:
    """Return last names that may stand for one, best first: same origin by its form, same elision.

    Parameters
    ----------
    origin
        The origin that the first name lets hear, used where the last name tells none.

    Examples
    --------
    >>> like_last_names("Le Goff")[0][:2], like_last_names("Benali")[0] in OTHERS["maghreb"]
    ('Le', True)
    """
    key = fold(name)
    found = next((one for one, form in _FORMS.items() if form.match(key)), origin)
    first = _names(OTHERS[found]) if found in OTHERS else []
    vowel = starts_with_vowel(name)
    names = [*first, *_names(FRENCH)]
    order = sorted(names, key=lambda one: (one not in first, starts_with_vowel(one) != vowel))
    return [one for one in dict.fromkeys(order) if fold(one) != key]


def _names(written: str) -> list[str]:
    return [name.replace("_", " ") for name in re.sub(r"\bLe\s", "Le_", " ".join(written.split())).split()]
