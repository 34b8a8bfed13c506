"""Regions of France: of which department, of which town, and what stands before their names."""

from __future__ import annotations

from typing import Final

from textmine.corpus.names.gazetteer import listed
from textmine.corpus.vocabulary import fold

# Region: what "à" becomes before it, its departments, its towns.
_REGIONS: Final = {
    "Auvergne-Rhône-Alpes": ("en", """Ain; Allier; Ardèche; Cantal; Drôme; Isère; Loire; Haute-Loire;
        Puy-de-Dôme; Rhône;
        Savoie; Haute-Savoie; Saône""", """Lyon; Saint-Étienne; Grenoble; Villeurbanne; Clermont-Ferrand;
            Annecy; Valence;
        Chambéry; Bourg-en-Bresse; Vienne; Roanne; Montluçon; Vichy; Aurillac; Privas; Oyonnax;
        Villefranche; Vénissieux;
        Thiers"""),
    "Bourgogne-Franche-Comté": ("en", """Côte-d'Or; Doubs; Jura; Nièvre; Haute-Saône; Saône-et-Loire;
        Yonne; Territoire de
        Belfort""", """Dijon; Besançon; Belfort; Chalon-sur-Saône; Nevers; Sens; Auxerre; Mâcon; Vesoul;
            Dole"""),
    "Bretagne": ("en", "Côtes-d'Armor; Finistère; Ille-et-Vilaine; Morbihan", """Rennes; Brest; Quimper;
        Lorient; Vannes;
        Saint-Brieuc; Saint-Malo; Vitré; Fougères; Redon; Pontivy; Concarneau; Douarnenez; Morlaix"""),
    "Centre-Val de Loire": ("en", "Cher; Eure-et-Loir; Indre; Indre-et-Loire; Loir-et-Cher; Loiret", """Tours;
        Orléans;
        Bourges; Blois; Châteauroux; Chartres; Dreux"""),
    "Corse": ("en", "Corse-du-Sud; Haute-Corse", "Ajaccio; Bastia"),
    "Grand Est": ("dans le", """Ardennes; Aube; Marne; Haute-Marne; Meurthe-et-Moselle; Meuse; Moselle;
        Bas-Rhin; Haut-Rhin;
        Vosges""", """Strasbourg; Reims; Metz; Nancy; Mulhouse; Colmar; Troyes; Charleville-Mézières;
            Châlons-en-Champagne;
        Thionville; Épinal; Saverne; Haguenau; Sélestat; Verdun; Sedan"""),
    "Hauts-de-France": ("dans les", "Aisne; Nord; Oise; Pas-de-Calais; Somme", """Lille; Amiens; Tourcoing;
        Roubaix; Dunkerque;
        Calais; Villeneuve-d'Ascq; Saint-Quentin; Beauvais; Boulogne-sur-Mer; Valenciennes; Douai; Lens;
        Arras; Compiègne;
        Soissons; Laon; Maubeuge; Cambrai; Cassel; Hénin-Beaumont"""),
    "Île-de-France": ("en", """Seine-et-Marne; Yvelines; Essonne; Hauts-de-Seine; Seine-Saint-Denis;
        Val-de-Marne;
        Val-d'Oise""", """Paris; Boulogne-Billancourt; Montreuil; Argenteuil; Nanterre; Vitry-sur-Seine;
            Créteil;
        Aubervilliers; Aulnay-sous-Bois; Colombes; Versailles; Asnières; Courbevoie; Rueil-Malmaison;
        Champigny;
        Issy-les-Moulineaux; Drancy; Neuilly-sur-Seine; Neuilly; Antony; Sarcelles; Clichy; Pantin;
        Meaux; Évry; Bobigny;
        Melun; Saclay; Roissy; Gennevilliers; Rungis"""),
    "Normandie": ("en", "Calvados; Eure; Manche; Orne; Seine-Maritime", """Le Havre; Rouen; Caen; Cherbourg;
        Évreux; Alençon;
        Lisieux; Dieppe"""),
    "Nouvelle-Aquitaine": ("en", """Charente; Charente-Maritime; Corrèze; Creuse; Dordogne; Gironde;
        Landes; Lot-et-Garonne;
        Pyrénées-Atlantiques; Deux-Sèvres; Vienne; Haute-Vienne""", """Bordeaux; Limoges; Poitiers; La
            Rochelle; Pau; Mérignac;
        Niort; Brive; Brive-la-Gaillarde; Bayonne; Angoulême; Agen; Périgueux; Dax; Mont-de-Marsan;
        Bergerac; Cognac;
        Rochefort; Saintes; Royan; Biarritz; Arcachon; Libourne"""),
    "Occitanie": ("en", """Ariège; Aude; Aveyron; Gard; Haute-Garonne; Gers; Hérault; Lot; Lozère;
        Hautes-Pyrénées;
        Pyrénées-Orientales; Tarn; Tarn-et-Garonne""", """Toulouse; Montpellier; Nîmes; Perpignan;
            Béziers; Montauban; Albi;
        Carcassonne; Tarbes; Rodez; Cahors; Auch; Foix; Mende; Alès; Sète; Narbonne; Lourdes"""),
    "Pays de la Loire": ("dans les", "Loire-Atlantique; Maine-et-Loire; Mayenne; Sarthe; Vendée", """Nantes;
        Angers; Le Mans;
        Saint-Nazaire; Cholet; La Roche-sur-Yon; Laval; Saumur"""),
    "Provence-Alpes-Côte d'Azur": ("en", """Alpes-de-Haute-Provence; Hautes-Alpes; Alpes-Maritimes;
        Bouches-du-Rhône; Var;
        Vaucluse""", """Marseille; Nice; Toulon; Aix-en-Provence; Avignon; Cannes; Antibes; La
            Seyne-sur-Mer; Hyères; Fréjus;
        Arles; Gap; Orange; Digne; Draguignan; Grasse; Menton; Sophia-Antipolis"""),
}  # fmt: skip
_OF_TOWN: Final = {fold(town): region for region, (_, _, towns) in _REGIONS.items() for town in listed(towns)}
_OF_DEPARTMENT: Final = {
    fold(name): region for region, (_, names, _) in _REGIONS.items() for name in listed(names)
}
PREPOSITIONS: Final = {region: before for region, (before, _, _) in _REGIONS.items()}


def region_of(name: str, kind: str) -> str:
    """Return the region of a town or department, "" where it is not known.

    Examples
    --------
    >>> region_of("Lens", "town"), region_of("Ain", "department"), region_of("Toul", "town")
    ('Hauts-de-France', 'Auvergne-Rhône-Alpes', '')
    """
    return (_OF_DEPARTMENT if kind == "department" else _OF_TOWN).get(fold(name), "")
