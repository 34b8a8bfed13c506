"""Word lists for French talk: places, bodies, first names, titles, and words that are no names."""

from __future__ import annotations

from typing import Final

REGIONS: Final = """
Auvergne-Rhône-Alpes; Bourgogne-Franche-Comté; Bretagne; Centre-Val de Loire; Corse; Grand Est;
Hauts-de-France; Île-de-France; Normandie; Nouvelle-Aquitaine; Occitanie; Pays de la Loire;
Provence-Alpes-Côte d'Azur; Alsace; Aquitaine; Auvergne; Basse-Normandie; Haute-Normandie; Bourgogne;
Champagne-Ardenne; Franche-Comté; Languedoc-Roussillon; Languedoc; Roussillon; Limousin; Lorraine;
Midi-Pyrénées; Nord-Pas-de-Calais; Picardie; Poitou-Charentes; Poitou; Rhône-Alpes; Provence; Côte d'Azur;
Champagne; Périgord; Savoie; Béarn; Pays basque; Beauce; Bresse; Sologne; Cévennes; Médoc; Flandre;
Flandres; Île de France; PACA; Guadeloupe; Martinique; Guyane; La Réunion; Mayotte; Nouvelle-Calédonie;
Polynésie; Vosges; Ardennes; Pyrénées; Alpes; Jura; Massif central
"""
DEPARTMENTS: Final = """
Ain; Aisne; Allier; Alpes-de-Haute-Provence; Hautes-Alpes; Alpes-Maritimes; Ardèche; Ariège; Aube; Aude;
Aveyron; Bouches-du-Rhône; Calvados; Cantal; Charente; Charente-Maritime; Cher; Corrèze; Corse-du-Sud;
Haute-Corse; Côte-d'Or; Côtes-d'Armor; Creuse; Dordogne; Doubs; Drôme; Eure; Eure-et-Loir; Finistère; Gard;
Haute-Garonne; Gers; Gironde; Hérault; Ille-et-Vilaine; Indre; Indre-et-Loire; Isère; Landes; Loir-et-Cher;
Loire; Haute-Loire; Loire-Atlantique; Loiret; Lot; Lot-et-Garonne; Lozère; Maine-et-Loire; Manche; Marne;
Haute-Marne; Mayenne; Meurthe-et-Moselle; Meuse; Morbihan; Moselle; Nièvre; Nord; Oise; Orne; Pas-de-Calais;
Puy-de-Dôme; Pyrénées-Atlantiques; Hautes-Pyrénées; Pyrénées-Orientales; Bas-Rhin; Haut-Rhin; Rhône;
Haute-Saône; Saône-et-Loire; Sarthe; Haute-Savoie; Seine-Maritime; Seine-et-Marne; Yvelines; Deux-Sèvres;
Somme; Tarn; Tarn-et-Garonne; Var; Vaucluse; Vendée; Haute-Vienne; Yonne; Territoire de Belfort; Essonne;
Hauts-de-Seine; Seine-Saint-Denis; Val-de-Marne; Val-d'Oise; Seine; Rhin; Garonne; Saône
"""
TOWNS: Final = """
Paris; Marseille; Lyon; Toulouse; Nice; Nantes; Montpellier; Strasbourg; Bordeaux; Lille; Rennes; Reims;
Toulon; Saint-Étienne; Le Havre; Grenoble; Dijon; Angers; Villeurbanne; Saint-Denis; Nîmes;
Clermont-Ferrand; Aix-en-Provence; Le Mans; Brest; Tours; Amiens; Limoges; Annecy; Boulogne-Billancourt;
Perpignan; Metz; Besançon; Orléans; Rouen; Montreuil; Argenteuil; Mulhouse; Caen; Nancy; Tourcoing; Roubaix;
Nanterre; Vitry-sur-Seine; Créteil; Avignon; Poitiers; Aubervilliers; Dunkerque; Aulnay-sous-Bois; Colombes;
Versailles; Asnières; Courbevoie; Cherbourg; Rueil-Malmaison; Béziers; Champigny; La Rochelle; Pau; Cannes;
Antibes; Saint-Nazaire; Mérignac; Ajaccio; Bastia; Colmar; Issy-les-Moulineaux; Drancy; Calais; Bourges;
Valence; Quimper; Villeneuve-d'Ascq; Neuilly-sur-Seine; Neuilly; Troyes; Antony; La Seyne-sur-Mer; Lorient;
Sarcelles; Chambéry; Montauban; Niort; Saint-Quentin; Beauvais; Cholet; Vannes; Hyères; Fréjus; Arles;
Clichy; Pantin; Meaux; La Roche-sur-Yon; Évry; Laval; Belfort; Albi; Brive; Brive-la-Gaillarde; Carcassonne;
Blois; Évreux; Charleville-Mézières; Saint-Brieuc; Châlons-en-Champagne; Chalon-sur-Saône; Châteauroux;
Tarbes; Bayonne; Boulogne-sur-Mer; Angoulême; Valenciennes; Douai; Lens; Arras; Bourg-en-Bresse; Thionville;
Compiègne; Nevers; Agen; Gap; Sens; Vienne; Orange; Auxerre; Roanne; Épinal; Périgueux; Mâcon; Montluçon;
Vichy; Saint-Malo; Dax; Mont-de-Marsan; Aurillac; Rodez; Cahors; Auch; Foix; Mende; Privas; Digne;
Draguignan; Alès; Sète; Narbonne; Bergerac; Cognac; Rochefort; Saintes; Royan; Vesoul; Dole; Oyonnax;
Villefranche; Vénissieux; Bobigny; Melun; Chartres; Dreux; Alençon; Lisieux; Dieppe; Soissons; Laon;
Maubeuge; Cambrai; Sedan; Saverne; Haguenau; Sélestat; Verdun; Vitré; Fougères; Redon; Pontivy; Concarneau;
Douarnenez; Morlaix; Saumur; Thiers; Grasse; Menton; Cassel; Saclay; Roissy; Gennevilliers; Rungis;
Sophia-Antipolis; Lourdes; Biarritz; Arcachon; Libourne; Hénin-Beaumont
"""
COUNTRIES: Final = """
France; Belgique; Suisse; Luxembourg; Allemagne; Italie; Espagne; Portugal; Andorre; Monaco; Angleterre;
Écosse; Irlande; Royaume-Uni; Grande-Bretagne; Pays-Bas; Hollande; Danemark; Suède; Norvège; Finlande;
Islande; Autriche; Pologne; Hongrie; Tchéquie; Slovaquie; Slovénie; Croatie; Serbie; Roumanie; Bulgarie;
Grèce; Turquie; Ukraine; Russie; Lituanie; Lettonie; Estonie; Malte; Chypre; Maroc; Algérie; Tunisie; Libye;
Égypte; Sénégal; Mali; Côte d'Ivoire; Cameroun; Niger; Tchad; Rwanda; Afrique du Sud; Israël; Palestine;
Liban; Syrie; Irak; Iran; Qatar; Arabie saoudite; Afghanistan; Inde; Chine; Japon; Corée; Corée du Sud;
Vietnam; Australie; Canada; Québec; États-Unis; Mexique; Brésil; Argentine; Chili; Colombie; Cuba; Haïti;
Europe; Afrique; Asie; Amérique; Méditerranée; Atlantique; Union soviétique; URSS; RFA; Bavière; Catalogne;
Wallonie; Bade-Wurtemberg; USA
"""
CITIES: Final = """
Bruxelles; Liège; Anvers; Gand; Namur; Charleroi; Genève; Lausanne; Bâle; Zurich; Berne; Berlin; Munich;
Hambourg; Francfort; Cologne; Stuttgart; Karlsruhe; Düsseldorf; Kehl; Fribourg-en-Brisgau; Sarrebruck;
Nuremberg; Rome; Milan; Turin; Venise; Naples; Gênes; Madrid; Barcelone; Bilbao; Séville; Lisbonne; Porto;
Londres; Manchester; Dublin; Amsterdam; Rotterdam; La Haye; Copenhague; Stockholm; Oslo; Helsinki; Vienne;
Varsovie; Prague; Budapest; Bucarest; Athènes; Istanbul; Ankara; Moscou; Kiev; Alger; Oran; Tunis; Rabat;
Casablanca; Dakar; Bamako; Abidjan; Le Caire; Jérusalem; Tel-Aviv; Beyrouth; Damas; Bagdad; Téhéran; Dubaï;
Pékin; Shanghai; Hong Kong; Tokyo; Séoul; New York; Washington; Boston; Chicago; Los Angeles; San Francisco;
Montréal; Toronto; Mexico; Rio; São Paulo; Maastricht; Davos; Schengen; Pretoria; Sydney; New Delhi
"""
# Each is also a word, a person's name or a product: a preposition must stand before.
TRAPS: Final = frozenset(
    """
    nice tours lens sens vienne orange angers gap bordeaux bourges cannes champagne cognac cologne laval
    limousin cantal var jura nord manche somme marne creuse cher lot aube orne landes loire ain rome
    menton rochefort valence troyes dole damas milan porto royan saintes fougeres grasse thiers brive pau
    nantes calais savoie calvados charente moselle allier bourgogne hollande inde chine rio sedan foix
    dreux digne malte oran mali niger washington lourdes florence provence lorraine auch mende vannes sete
    paris lille brest verdun
    """.split()
)
BODIES: Final = """
Assemblée nationale; Assemblée; Sénat; Parlement; Gouvernement; État; Conseil constitutionnel; Conseil
d'État; Union européenne; Commission européenne; Parlement européen; Banque centrale européenne; Élysée;
Matignon; Bercy; Quai d'Orsay; Cour des comptes; Cour de cassation; Cour européenne des droits de l'homme;
Haute Assemblée; Nations unies; Sécurité sociale; Banque de France; Citeo; Bpifrance; Pôle emploi; France
Travail; Parti socialiste; Rassemblement national; Front national; Les Républicains; Renaissance; France
insoumise; Europe Écologie; Modem; ADEME; ADÈME; DREAL; DRIEE; DREETS; DIRECCTE; CCI; CMA; BPI; INPI; AFNOR;
CNRS; INRAE; INRA; INSERM; INSEE; CNIL; URSSAF; MEDEF; CPME; CGT; CFDT; CFTC; UNSA; SUD; SNCF; RATP; EDF;
GDF; ENGIE; TF1; BFM; RTL; RMC; CNN; PS; UMP; RPR; UDF; UDI; FN; RN; LR; PCF; LFI; EELV; LREM; MRC; SRC;
GDR; RRDP; ONU; OTAN; UE; CEE; BCE; FMI; OMS; OMC; OCDE; UNESCO; CEDH; AFP; ENA; HEC; CNAM; CAF; CPAM; ARS;
FNSEA; INED; IGAS; CSA; ARCOM; ONERA; CEA; ANR; FEDER; FSE; UIMM; UNAF; CCNE; CNCDH; ASE; PJL; APGL; LGBT;
SPA; SEITA
"""
# Sigles of things, not of bodies.
THING_SIGLES: Final = frozenset(
    """
    TVA PIB PMA GPA SMIC RSA RTT PME TPE ETI PMI CV DRH RH RSE CDI CDD BTP OGM HT TTC CO PDF SMS TV CD DVD
    GPS USB ISO PVC PET PEHD PP PE PLA ACV REP AMI AAP SAV QR ADN HIV VIH SIDA IVG QPC CSG CRDS ISF HADOPI
    COVID SMIG CICE AESH DC DOM TGI PDG XO XY AME AMM IAD ZAD APL OQTF CPF LBD CPE EHPAD CHU IRPP ZEP HLM
    RMI TGV VTC AOC AOP IGP BTS BAC CAP IUT DUT BEP TIG PACS NMPP ASSEDIC PAC RGPD IA IT SI PPP PNB NB OK
    KO STOP MM VTT EPR FIV AMP PLFSS LGBT PLF VSS SDF MST QI SIRET SIREN IBAN RIB BIC NIR CNI CB
    """.split()
)
NOT_NAMES: Final = frozenset(
    """
    monsieur madame mademoiselle messieurs mesdames mm mme mmes m mlle dr president presidente premier
    premiere ministre ministres depute deputes senateur senateurs maire chef rapporteur rapporteure dieu
    internet code constitution republique nation histoire peuple euh oui non bonjour bonsoir merci ok
    lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout
    septembre octobre novembre decembre noel paques toussaint francais francaise francaises europeen
    europeens europeenne europeennes allemand allemands allemande anglais anglaise italien italiens
    italienne espagnol espagnols belge belges suisse suisses americain americains americaine russe russes
    ukrainien ukrainiens chinois chinoise japonais africain africains algerien algeriens marocain
    marocains tunisien tunisiens polonais hongrois finlandais portugais hollandais neerlandais breton
    bretons bretonne alsacien alsaciens parisien parisiens lyonnais normand normands basque basques corse
    corses occidental occidentaux juif juifs musulman musulmans chretien chretiens catholique catholiques
    garde sceaux excellence etat gouvernement je j tu il elle on nous vous ils elles ce c ca et mais ou
    donc or ni car le la les l un une des du de d en a au aux que qu qui quoi si se s ne n y dans pour par
    sur avec sans est moi toi lui eux bon ben bah ah oh eh he hein alors voila pourquoi comment quand
    parce puis comme votre notre web net xxx xx x nombre majorite comite conseil union convention
    declaration etats defenseur congres cour journal institut organisation commission agence interieur
    finances budget justice sante education marche pacte service services jeunes gauche droite front haut
    homme livre prime texte parti partis droits droit presidence ve vie viie iiie ier iie etranger
    affaires traite charte communaute jeux euro euros covid sida smic ouais zut chers cher chere collegues
    conference outre faire tata tonton papa maman mamie mamy papi papy pepe tante oncle
    """.split()
)
ORGANISATION_HEADS: Final = frozenset(
    """
    societe societes groupe cluster clusters association entreprise entreprises federation syndicat
    fondation cooperative holding startup filiale cabinet laboratoire institut banque agence mutuelle
    maison papeterie papeteries verrerie cartonnerie brasserie biscuiterie conserverie usine ets
    etablissements laboratoires constructeur enseigne marque
    """.split()
)
LEGAL_FORMS: Final = frozenset("sa sas sasu sarl eurl scop gie sci sca gmbh ltd inc spa".split())
PLACE_HEADS: Final = frozenset(
    """
    ville commune village region departement canton rue avenue boulevard gare aeroport port vallee
    quartier maire mairie prefecture prefet agglomeration foret ile lac col deputee plateau metropole
    bassin pays tribunal chu
    """.split()
)
WOMEN: Final = """
adele adeline agathe agnes alexandra alexia alice alix aline alison amandine amelie anais anastasia andrea
andree angela angele angelique anna anne annette annick annie antoinette apolline ariane arlette armelle
astrid audrey aurelie aurore axelle barbara beatrice benedicte berangere bernadette berthe brigitte camille
capucine carine carla carole caroline catherine cecile celeste celia celine chantal charlene charline
charlotte chloe christel christelle christiane christine cindy claire clara clarisse claudia claudie
claudine clemence clementine clothilde colette constance coralie corinne cyrielle daniele danielle daphne
deborah delphine denise diane dominique dorothee edith edwige elea eleonore eliane elisa elisabeth elise
ella elodie eloise elsa emilie emma emmanuelle estelle esther eugenie eva evelyne fabienne fanny fatima
faustine flavie fleur flora florence florine francine francoise frederique gabrielle gaelle genevieve
georgette geraldine germaine ghislaine gisele gwenaelle helene henriette hortense huguette ines ingrid irene
iris isabelle jacqueline jade jeanne jeannine jennifer jessica joelle josephine josette josiane juliana
julie juliette justine karima karine katia laetitia laura laure laurence laurene lea leila lena leonie lilas
liliane lina line lisa lise loane lola louise lou lucie lucienne lucile ludivine lydia lydie lylou madeleine
maeva magali malika manon marcelle margaux margot marguerite maria marianne marie marielle marina marine
marion marjorie marlene marthe martine maryse mathilde maud melanie melissa mireille monique morgane muriel
myriam nadege nadia nadine nathalie nicole noemie nora odette odile olga olivia oceane pascale patricia
paule pauline perrine raphaelle rachel raymonde rebecca regine renee romane rosalie rose roxane sabine
sabrina samira sandra sandrine sara sarah segolene severine simone solange solene sonia sophie stephanie
suzanne suzy sylvaine sylvia sylviane sylvie tatiana therese valentine valerie vanessa veronique victoire
victoria violaine violette virginie viviane yasmine yolande yvette yvonne zoe christele maryvonne michele
micheline
"""
MEN: Final = """
abdel achille adam adrien ahmed aime alain alban albert alexandre alexis alfred ali alphonse amaury amine
anatole andre ange anthony antoine antonin aristide armand arnaud arthur aubin auguste augustin aurelien
axel baptiste bastien benjamin benoit bernard bertrand boris brice bruno cedric cesar charles christian
christophe claude clement colin come corentin cyprien cyril damien daniel david denis desire didier dimitri
dominique dylan edgar edmond edouard eliott emile emmanuel enzo eric ernest erwan erwann etienne eugene
fabien fabrice felix ferdinand fernand florent florian francis francisco franck francois frank fred frederic
gabin gabriel gael gaetan gaspard gaston gauthier geoffroy georges gerald gerard germain ghislain gilbert
gilles gregoire gregory guillaume gustave guy gwenael hakim hamza harold hassan hector henri herve hippolyte
hubert hugo hugues ibrahim igor isaac ivan jack jacques jean jeremie jeremy jerome joachim joel jonas
jonathan jordan jose joseph joshua jules julien justin karim kevin laurent leo leon leonard lionel loic lois
louis luc luca lucas lucien ludovic mael malo manuel marc marceau marcel marius martial martin mathias
mathieu mathis matthias matthieu maurice max maxence maxime mehdi michael michel mickael mohamed mohammed
morgan mustapha nathan nicolas noam noel norbert octave olivier omar oscar pascal patrice patrick paul
philibert philippe pierre quentin rachid raoul raphael raymond regis remi remy renaud rene richard robert
robin rodolphe rodrigue roger roland romain romuald said samir samuel sebastien serge sergio simon stanislas
stephane sylvain sylvestre tanguy theo theodore theophile thibaud thibault thierry thomas timothee titouan
tom tony tristan ugo valentin valery victor vincent virgile vivien vladimir walter wilfrid william xavier
yacine yann yannick yoann youssef yvan yves yvon zacharie donald lech adolf
"""
# Of families from elsewhere and from the regions, and rarer ones.
MORE_WOMEN: Final = """
adrienne agnieszka aicha aissatou albane albertine amaia amalia ambre amina aminata anghjulina anissa
annaig assia astou augustine azilis aziliz bertille bintou blanche bleuenn carmen chiara clotilde
conceicao coumba djamila dolores domitille dumenica elena emilia enora fadila farida fatiha fatoumata
fernande francesca gaetane garance ginette giulia greta hafida hanane helga heloise houria ibtissem imane
inaya isabel kadiatou katarzyna katell kenza khadidja khadija khady latifa leontine lison lucette lucia
lyna maelle mahaut maiwenn malgorzata mariam mariama mireia nafissatou naima ndeye nolwenn nuria oanez
ombeline ouarda oumou paula paulette peggy philomene ramata rania rokia rozenn salome sirine sofia soizic
soizig soraya souad teresa tiphaine zineb zohra
"""
MORE_MEN: Final = """
abdelaziz abdelkader abdoulaye adama adel alvaro amadou amedee angelo antonio arzhel aymar bilal boubacar
brahim brieuc bryan carlo carlos cheikh denez dieter diogo djamel driss emilien enrique ernesto ethan
ewen farid fernando fouad ghjuvan gildas giovanni giuseppe goulven gunther hadrien heinz hicham ibrahima
idriss idrissa ilyes inaki ismael jacky jamel joao joaquim johannes jordi jurgen kamel killian klaus
krzysztof lahcen lamine leopold loris lounes luigi luis malik mamadou marco marek mario matteo mattin
messaoud miguel mourad moussa moustapha nabil naim nassim noah nolan nordine noureddine ousmane oumar
paolo paulo paulu pawel piotr rayan redouane ricardo ridha ronan seydou slimane sofiane sohan soufiane
souleymane taoufik tarek tiago timeo tomasz umberto vasco walid wojciech wolfgang xabi yaya younes
"""
_EITHER: Final = frozenset(
    "dominique camille claude alix andrea andree ange sacha lou morgan celeste".split()
)
_SHORT: Final = """cathy caro dede fanfan gege greg jeannot jojo kiki ludo lulu mado manu mimi momo mumu nath
nico philou pierrot riton seb steph tonio vero xav"""
FIRST_NAMES: Final = (
    {name: "f" for name in (*WOMEN.split(), *MORE_WOMEN.split())}
    | {name: "m" for name in (*MEN.split(), *MORE_MEN.split())}
    | dict.fromkeys((*_EITHER, *_SHORT.split()), "")
)
# First names that do begin sentences as words: "Claire et nette", "Pierre qui roule".
DOUBTFUL: Final = frozenset(
    """pierre claire rose aurore marguerite olive fleur flora violette iris capucine prudence constance
    victoire celeste aime ange desire parfait line lou lilas marine blanche clemence grace france reine regine
    perle jade ambre franc juste felix noel octave robin martial max said florence pascal laurent""".split()
)
PARTICLES: Final = frozenset("de du des d la le les l van von der den di da el al ben et".split())
TITLES: Final = {
    "m": "m", "mr": "m", "monsieur": "m", "mme": "f", "madame": "f", "mlle": "f", "mademoiselle": "f",
    "docteur": "", "dr": "", "maitre": "", "professeur": "", "pr": "", "mm": "m", "mmes": "f",
}  # fmt: skip
WORDS_TOO: Final = frozenset(
    """
    nice sens pays temps cas fois mois bras corps voix choix prix taux paix dos cours avis fils propos
    monsieur madame nombre gros clos lis vis poids flux tiers lens angers bordeaux rouge fer franc juste
    aimable
    """.split()
)


def listed(names: str) -> list[str]:
    """Return the names of a list parted by semicolons.

    Examples
    --------
    >>> listed(DEPARTMENTS)[:3]
    ['Ain', 'Aisne', 'Allier']
    """
    return [name.strip() for name in " ".join(names.split()).split(";")]
