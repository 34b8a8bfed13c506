"""Closed word lists of spoken French: fillers and phatics, words too common to mean, whole expressions."""

from __future__ import annotations

from typing import Final

# Fillers and phatics form a lexical class of their own when left active: measured on interviews.
FILLERS: Final = frozenset(
    """
    euh heu hum hm hmm hmhm mh mhm mmh mm ah oh eh hé hein ben bah beh bè bon boh bof pff pfff pfiou
    ouh ouf oula oui ouais ouaip si nan non quoi voilà voila enfin ok okay okey hop tiens tenez dis
    dites écoute écoutez attends attendez allez bref zut chut merci bonjour bonsoir salut
    """.split()
)

# Never anything but a hesitation or a noise, whatever a tagger says.
HESITATIONS: Final = frozenset(
    "euh heu hum hm hmm hmhm mh mhm mmh mm bah beh bè boh bof pff pfff pfiou ouais ouaip hein".split()
)

# Interjections that say something by themselves.
ANSWERS: Final = frozenset(
    "oui ouais non si nan merci pardon bonjour bonsoir salut ok okay voilà bravo attention d'accord".split()
)

# Verbs and nouns that any talk is made of; inactive so that topics are about something.
LIGHT_LEMMAS: Final = frozenset(
    """
    être avoir faire dire aller pouvoir vouloir devoir falloir savoir voir venir mettre prendre
    croire penser arriver trouver parler passer donner rester laisser tenir sembler regarder
    entendre demander appeler chose truc machin gens fois peu beaucoup côté coup façon manière
    moment sorte genre niveau vrai vraiment effectivement simplement justement forcément finalement
    évidemment absolument seulement bien mal très trop tellement plutôt peut-être plein petit grand
    certain tel seul autre même tout monsieur madame messieurs mesdames mme mlle jamais toujours
    encore déjà après avant hier aujourd'hui demain ici là là-dessus là-bas ensuite quand alors
    parce bah ouais
    """.split()
)

# The blank French tokenizer cuts these; each is one word of French.
WHOLE: Final = (
    "c'est-à-dire", "quelqu'un", "quelqu'une", "quelques-uns", "est-ce", "p'tit", "p'tite",
    "p'tits", "p'tites", "d'accord", "peut-être", "vis-à-vis", "là-dessus", "là-dedans",
    "rendez-vous", "d'abord",
)  # fmt: skip

MORE_STOPS: Final = frozenset(
    """
    d l c s j m n t qu jusqu lorsqu puisqu quoiqu ça cela ceci c'est-à-dire quelqu'un est-ce -ce -il
    -ils -elle -on -t-il -t-elle -t-on -je -tu -nous -vous -là -ci là y en donc du des au aux un une
    ce cet cette leur leurs mon sur dans avec sans sous chez entre vers par pour contre comme mais
    où ni car afin ainsi assez aussi autant d'accord d'abord peut-être tandis pendant depuis dès
    lors ailleurs presque quasi quasiment voire
    """.split()
)
