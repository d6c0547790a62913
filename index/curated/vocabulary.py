"""The French and English words that tell two otherwise like questions apart.

Vectors hardly see them: "Who opened it?" and "Who closed it?" are neighbours. All words
are folded: lower case, without accents.
"""

#: What a question asks for, by its first question word; longer phrases come first.
KINDS = (
    ("duration", "combien de temps|combien dure\\w*|depuis quand|depuis combien|how long"),
    ("degree", "how (?:old|far|fast|big|tall|high|deep|large|wide|heavy)|quel age"),
    ("number", "combien|how many|how much|how often"),
    ("when", "when|quand|what time|quelle heure|quelle date|quel jour"),
    ("whose", "whose"),
    ("who", "who|whom|qui"),
    ("where", "where"),
    ("why", "why|pourquoi|how come"),
    ("how", "how|comment"),
    ("what", "what|which|quel(?:le)?s?|(?:au|du|des)?quel(?:le)?s?|lequel|laquelle|que|quoi|qu"),
)

#: What "which X", "what is the X" and "quel est le X" ask for, by X.
HEADS = {
    "who": "person people personne personnes",
    "when": "day date year month week jour annee an mois semaine heure hour",
    "where": "city town place country village venue location ville lieu pays endroit",
    "why": "reason reasons cause raison raisons",
    "number": "number price cost amount fee nombre prix cout montant tarif",
    "duration": "duration length duree",
    "how": "way maniere facon",
}

_NUMBERS = (
    "two deux|three trois|four quatre|five cinq|six|seven sept|eight huit|nine neuf|ten dix|"
    "eleven onze|twelve douze|twenty vingt|thirty trente|forty quarante|fifty cinquante|"
    "hundred cent|thousand mille|million millions|billion milliard milliards|"
    "second seconde deuxieme|third troisieme|fourth quatrieme|fifth cinquieme|"
    "monday mondays lundi lundis|tuesday tuesdays mardi mardis|"
    "wednesday wednesdays mercredi mercredis|thursday thursdays jeudi jeudis|"
    "friday fridays vendredi vendredis|saturday saturdays samedi samedis|"
    "sunday sundays dimanche dimanches|january janvier|february fevrier|march mars|"
    "april avril|june juin|july juillet|august aout|september septembre|october octobre|"
    "november novembre|december decembre|today aujourd|tomorrow demain|yesterday hier"
)

#: Numbers, days and months in words, each with one mark for both languages. "Un" and "one"
#: count nothing as a rule, and "may" is no month as a rule.
QUANTITIES = {word: words.split()[0] for words in _NUMBERS.split("|") for word in words.split()}
#: Numbers that are written in figures, too.
IN_FIGURES = dict(
    zip(
        "two three four five six seven eight nine ten eleven twelve".split(),
        range(2, 13),
        strict=True,
    )
)

NEGATIONS = frozenset("not never no without cannot ne n pas jamais sans aucun aucune".split())

#: Opposites, a row each, in both languages; ``*`` stands for any ending.
_OPPOSITES = """
    open* ouv* inaugur* | clos* ferm*
    buy* bought purchas* achet* achat* acqui* acquer* | sell* sold sale vend* vente*
    win* won gagn* remport* | lose* lost loss* perd* perte*
    beg?n* start* commenc* debut* | end ends ended ending finish* fini* termin*
    before avant | after apres
    increas* rise* rose rising augment* hausse* | decreas* fall* fell drop* baiss* diminu*
    born birth* naissance* naitre nait nee | die* death* dead mort* meur* dece*
    arriv* reach* | leave* left depart* part parti* partir*
    kill* tue tues tuee tuees mort* die* death* dead | injur* wound* bless*
    accept* approv* approuv* | refus* reject* rejet*
    most more plus highest largest | least less fewer fewest moins lowest smallest
    maximum max | minimum min
    import* | export*
    next prochain* suivant* | last previous dernier* precedent*
    this these current* now cette cet actuel* | last previous dernier* precedent*
    this these current* now cette cet actuel* | next prochain* suivant*
    new nouveau nouvel* | old former ancien*
    say* said tell told dit declar* affirm* | do faire
    he him his | she her hers
    with avec | without sans
    first premier* | last dernier*
    join* subscri* inscri* adher* abonner | cancel* unsubscri* resili* desinscri* desabonn*
    appoint* nomm* hire* embauch* | resign* demission* dismiss* fired sack* limog* renvo*
    creat* cre* | cut cuts lost supprim*
    add* ajout* | remov* delet* supprim* retir*
    enabl* activ* | disabl* desactiv*
    father* pere | mother* mere
    brother* frere* | sister* soeur*
    north nord | south sud
    build* built constru* bati* | destroy* destr* demol* detrui*
    build* built constru* bati* | open* ouv* inaugur*
    allow* allowed autoris* permi* | forbid* ban banned bans interdi* prohibit*
    deliver* livr* | return* retour* renvoy*
    pay* paid paye* | refund* rembours*
    lend* lent pret* | borrow* emprunt*
    enter* entry entre* | exit* sort*
"""

OPPOSITES = tuple(
    tuple(
        "|".join(word.replace("*", "\\w*").replace("?", "\\w") for word in side.split())
        for side in row.split("|")
    )
    for row in _OPPOSITES.strip().splitlines()
)

FUTURE = (
    r"will|shall|going to|(?!(?:opera|camera|extra|ultra|agora|flora|aura)\b)\w{3,}r(?:a|ont)|aura"
)
PAST = r"was|were|did|had|has|have|etait|etaient|avait|avaient|ont|s est|a t (?:il|elle|on)|a ete"
