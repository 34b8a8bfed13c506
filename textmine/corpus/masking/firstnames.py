"""First names by gender, generation and connotation, so that a pseudonym keeps what a name tells.

Sociologists ask that a pseudonym keep generation and social and cultural origin (É. Zolesio, « Anonymiser les
enquêtes », Interrogations 12, 2011). The lists are our own: from common knowledge of French first names, not
from a register. ``+`` marks a bourgeois ring, ``-`` a popular one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from textmine.corpus.names.gazetteer import DOUBTFUL, FIRST_NAMES
from textmine.corpus.vocabulary import fold

MEN: Final = (
    """Marcel- René- Roger- Raymond- André Georges Maurice Lucien- Fernand- Gaston- Émile Albert Henri
        Louis Léon
    Robert Jean Paul Pierre Joseph Ernest- Eugène Gustave Alphonse- Edmond Edgar+ Gaspard+ Hubert+ Stanislas+
    Amédée+ Augustin+ Léopold Octave Anatole Achille Armand Auguste Aristide Ferdinand Justin Gilbert- Désiré-
    Alfred Charles Camille""",
    """Jean Michel Alain Bernard Gérard- Daniel- Jacques Christian- Claude Patrick- Philippe Pierre
        Serge- Yves
    Guy- Roland- Francis- Denis Hervé Didier- Gilles Joël- Dominique Marc Bruno Thierry- Pascal Éric François
    Régis Étienne Hugues+ Xavier+ Arnaud+ Geoffroy+ Aymar+ Bertrand+ Thibault+ Jacky- Raoul Lionel Max""",
    """Christophe Laurent Stéphane- Frédéric Olivier Nicolas Sébastien David- Franck- Cédric- Ludovic- Jérôme
    Fabrice- Guillaume Vincent Julien Alexandre Benoît Emmanuel Yannick- Mickaël- Grégory- Anthony- Mathieu
    Arnaud Sylvain- Cyril- Damien Fabien Rodolphe Tanguy+ Amaury+ Gauthier+ Aurélien Ghislain+ Côme+ Renaud
    Hadrien+ Édouard+ Samuel Jonathan- Rémi Raphaël Adrien""",
    """Lucas Hugo Théo Enzo- Maxime Antoine Thomas Alexis Quentin Kévin- Dylan- Jordan- Bryan- Valentin
        Florian-
    Romain Clément Baptiste Paul Arthur+ Louis+ Gabriel Nathan Jules+ Gaspard+ Augustin+ Victor Léo Noah- Axel
    Tom Mathis- Killian- Timothée+ Martin Simon Corentin Bastien- Robin Antonin Oscar+ Émilien Loris-
        Ethan-""",
)
WOMEN: Final = (
    """Marcelle- Yvonne Germaine- Simone Odette- Paulette- Lucienne- Raymonde- Renée Suzanne Marguerite Jeanne
    Madeleine Marie Louise Henriette Georgette- Denise- Yvette- Ginette- Andrée Hélène Thérèse Solange
    Huguette-
    Fernande- Gabrielle+ Geneviève+ Élisabeth+ Hortense+ Blanche+ Berthe Augustine Eugénie Léontine Albertine
    Irène Juliette Antoinette Colette Lucette- Adrienne""",
    """Monique- Françoise Nicole- Michèle- Christiane- Jacqueline- Annie- Josiane- Danielle- Martine- Chantal-
    Brigitte- Catherine Sylvie Évelyne- Bernadette- Marie Anne Odile+ Ghislaine+ Béatrice+ Bénédicte+ Agnès
    Élisabeth Claudine- Mireille- Dominique Patricia- Christine Véronique Pascale Corinne- Hélène Isabelle
    Édith+ Maryse- Colette Liliane- Arlette- Solange Viviane Régine""",
    """Nathalie Sandrine- Stéphanie- Valérie- Céline Karine- Delphine Virginie- Laurence Florence Anne Sophie
    Séverine- Aurélie Émilie Caroline Christelle- Magali- Laetitia- Sabrina- Vanessa- Élodie- Hélène Claire
    Marion Alexandra Estelle Gaëlle Raphaëlle+ Apolline+ Diane+ Clotilde+ Clémence+ Victoire+ Astrid+ Peggy-
    Cécile Carole Emmanuelle Frédérique Ingrid Juliette Mélanie- Agathe Audrey Isabelle""",
    """Léa Manon Camille Chloé Emma Inès Marine Océane- Laura- Pauline Mathilde Justine- Lucie Julie
        Anaïs- Margaux
    Morgane- Mélissa- Cindy- Jennifer- Alice+ Louise+ Jeanne+ Clémence+ Juliette Charlotte+ Sarah Élise
    Eva Lola
    Zoé Jade- Ambre Romane Salomé Noémie Maëva- Lou Capucine+ Apolline+ Constance+ Albane+ Agathe Elsa""",
)
COMPOUND_MEN: Final = """Jean-Claude Jean-Michel Jean-Luc Jean-Marc Jean-François Jean-Louis Jean-Paul
    Jean-Marie
Jean-Yves Jean-Philippe Jean-Jacques Pierre-Yves Paul-Henri Marc-Antoine Pierre-Alain Charles-Henri Yves-Marie
Louis-Marie Pierre-Antoine André-Paul Henri-Pierre Éric-Olivier"""
COMPOUND_WOMEN: Final = """Marie-Claude Marie-Christine Anne-Marie Marie-Thérèse Anne-Laure Marie-Laure
    Anne-Sophie
Marie-Pierre Marie-Hélène Marie-Noëlle Marie-José Anne-Claire Marie-Line Rose-Marie Anne-Lise Marie-Paule
Ève-Marie Marie-Odile Marie-Ange Anne-Charlotte"""
OTHERS: Final = {
    "maghreb": (
        """Karim Youssef Samir Rachid Ahmed Mohamed Mehdi Nabil Farid Hakim Abdel Mustapha Hassan Omar
            Bilal Amine
        Yacine Sofiane Idriss Ismaël Malik Nassim Tarek Ali Walid Kamel Mourad Adel""",
        """Nadia Karima Fatima Samira Leïla Yasmine Amina Khadija Malika Farida Djamila Souad Inaya Assia
            Soraya
        Naïma Hafida Latifa Zineb Rania Sonia Aïcha Imane Houria Anissa Ouarda""",
    ),
    "brittany": (
        """Yann Erwan Loïc Gwenaël Ronan Tanguy Yannick Malo Alan Goulven Kévin Mael Ewen Brieuc Hervé
            Corentin
        Gildas Denez Arzhel Iwan""",
        """Maëlle Gwenaëlle Nolwenn Soizic Enora Rozenn Katell Annaïg Morgane Armelle Maïwenn Tiphaine Bleuenn
        Oanez Azilis Aziliz""",
    ),
    "south": (
        """José Manuel Antonio Carlos Luis Miguel Paulo Fernando Mario Sergio Bruno Angelo Franco Enrique
            Alvaro
        Tiago Rui Joaquim Ricardo Ernesto Umberto""",
        """Maria Carmen Ana Paula Teresa Rosa Lucia Isabel Dolores Sofia Gloria Inês Fatima Conceição
            Elena Amalia
        Emilia Olga Amparo Irene""",
    ),
    "subsahara": (
        """Mamadou Ousmane Ibrahima Moussa Cheikh Amadou Souleymane Seydou Boubacar Adama Issa Idrissa
            Abdoulaye
        Yaya Lamine Oumar""",
        """Aminata Fatoumata Awa Mariam Aïssatou Kadiatou Ramata Bintou Coumba Oumou Adama Rokia
            Nafissatou Astou
        Ndèye Khady Assa""",
    ),
}  # fmt: skip
EITHER: Final = "Dominique Camille Claude Alix Sacha Lou Morgan Andréa Ange Charlie Maé Noa Eden".split()
SPARE: Final = 2


class FirstName(NamedTuple):
    """A first name: gender "f", "m" or "", generation 0 (born before 1946) to 3 (since 1986), connotation."""

    name: str
    gender: str
    generation: int
    ring: str


def _listed() -> list[FirstName]:
    found = []
    for gender, lists in (("m", MEN), ("f", WOMEN)):
        for generation, names in enumerate(lists):
            for name in names.split():
                ring = name[-1] if name[-1] in "+-" else ""
                found.append(FirstName(name.rstrip("+-"), gender, generation, ring))
    for gender, names in (("m", COMPOUND_MEN), ("f", COMPOUND_WOMEN)):
        found += [FirstName(name, gender, 1, "compound") for name in names.split()]
    for origin, (men, women) in OTHERS.items():
        found += [FirstName(name, "m", SPARE, origin) for name in men.split()]
        found += [FirstName(name, "f", SPARE, origin) for name in women.split()]
    return found + [FirstName(name, "", SPARE, "") for name in EITHER]


LISTED: Final = tuple(_listed())


def like_first_names(name: str, gender: str) -> list[FirstName]:
    """Return the first names that may stand for one, best first: same gender, then origin, generation, ring.

    Parameters
    ----------
    name
        The true first name, as written.
    gender
        "f" or "m" where a title says it, else "".

    Examples
    --------
    >>> like_first_names("Gérard", "")[0].generation, like_first_names("Youssef", "m")[0].ring
    (1, 'maghreb')
    """
    own = _like(name, gender)
    barred = DOUBTFUL | {fold(name)}
    candidates = [one for one in LISTED if one.gender == own.gender and fold(one.name) not in barred]
    vowel = starts_with_vowel(name)

    def distance(one: FirstName) -> tuple[bool, bool, int, bool]:
        origin = _origin(one.ring) != _origin(own.ring)
        elided = starts_with_vowel(one.name) != vowel
        return origin, elided, abs(one.generation - own.generation), one.ring != own.ring

    return sorted(candidates, key=distance)


def _origin(ring: str) -> str:
    return "" if ring in "+-" else ring


def _like(name: str, gender: str) -> FirstName:
    """Return what is known of a first name; of one unknown, what its form and title tell."""
    key = fold(name)
    if " " in key:
        guessed = gender or FIRST_NAMES.get(key.split()[0], "") or "m"
        return FirstName(name, guessed, 1, "compound")
    known = [one for one in LISTED if fold(one.name) == key and gender in ("", one.gender)]
    if known:
        return known[0]._replace(gender=gender or ("" if FIRST_NAMES.get(key) == "" else known[0].gender))
    return FirstName(name, gender or FIRST_NAMES.get(key, ""), SPARE, "")


def starts_with_vowel(word: str) -> bool:
    """Tell whether a word is elided before: d'Anne, d'Hélène, not de Yann.

    Examples
    --------
    >>> starts_with_vowel("Hélène"), starts_with_vowel("Élise"), starts_with_vowel("Yann")
    (True, True, False)
    """
    return fold(word)[:1] in set("aeiouh")
