"""What French words weigh in a question: nothing, little, or everything.

Words are written folded (no accent, lower case), because people type them so.
"""

# Grammar and politeness: never looked for.
STOP_WORDS = frozenset(
    """
    a ai aie ainsi alors apres as assez au aucun aucune aujourd aupres auquel aussi autant autre
    autres aux avait avant avec avez aviez avoir avons ayant bah ben bien bon bonjour bonsoir ca car
    ce ceci cela celle celles celui cependant certain certains ces cet cette ceux chacun chaque cher
    chez ci comme contre cordialement d dans de deja depuis des desormais donc dont du elle elles en
    encore enfin entre es est et etaient etait etant etc ete etes etre eu eux hello hui ici il ils j
    je jusque l la le les leur leurs lors lorsque lui m ma madame mais me meme memes merci mes
    messieurs moi moins mon monsieur n ne ni non nos notre nous nouveau on ont or ou oui par parce
    parmi pas pendant peu plus plusieurs plutot pour pourtant presque puis puisque q qu que quel
    quelle quelles quelqu quelque quelques quels qui quoi quoique rien s sa salut sans se selon sera
    serais serait serez seriez serions serons seront suis es aurai aura aurez aurons auront etions etiez ses si sinon soit sommes son sont sous sur surtout svp t ta tant te tel telle
    tels telles tes toi ton toujours tous tout toute toutefois toutes tres trop tu un une va vais vers
    veut veux via voici voila vont vos votre vous vu y est-ce esce esque esk kel kelle koi
    """.split()
)

# Question words, everyday verbs, and the kind of establishment that asks: they help to order the
# answers, they do not make a query answerable.
LIGHT_WORDS = frozenset(
    """
    aider aide aimerais aimerions ajouter aller alle avis besoin chose chercher cherche cas combien
    comment concernant concretement connaitre convient date devoir devons devez doit doivent dire dit
    ehpad ehpa etablissement etablissements esms essms etat etre eviter exactement exemple existe
    expliquer faire fais faisons fait faites falloir faut faudra faudrait foyer foyers general gens
    gerer ime itep sessad esat mas fam saad ssiad spasad camsp cmpp residence service services
    structure structures site sites infos information informations jour jours kan laisser maintenant
    marche mettre mis moyen nouvelle obtenir organisme organismes ok passer passe pense permet permettre
    personne personnes petit petite petits possible possibles pouvoir peut peuvent pouvez pouvons peux
    pourquoi pourrait pourriez premier prendre probleme problemes souci soucis precision prevoir prevu
    qu quand question questions raison regarder rester sait savoir savez sais seul seule sert servir
    situation suis suite technique temps trouver type utile utiliser vient venir voir voit voudrais
    voulons vouloir voient vrai besoins un deux trois quatre cinq six sept huit neuf
    dix vingt cent mille dizaine moitie quinze douze an annee annees mois semaine ans fois facon maniere part autour gros
    grand grande nombre point points sujet oblige obligation obligatoire obligatoires mieux egalement
    resident residents residente usager usagers patient patients beneficiaire beneficiaires
    """.split()
)
LIGHT_WEIGHT = 0.3

# What people say around their question, in any field: everyday verbs, adjectives, time, family.
# Unknown to the FAQ they hardly count against an answer; known to it they count for a little.
GENERAL_WORDS = frozenset(
    """
    absolument accepter accompagner accorder acheter actuel actuellement afin agir ailleurs amener
    ancien appeler appliquer apporter apprendre arreter arriver attendre attention aujourdhui avancer
    beaucoup but calculer cause changer choisir chercher choix clair clairement commencer compliquer
    complet comprendre compter conduire confirmer connu conseil conseiller considerer contacter
    continuer contraire correct correctement couramment courant croire debut decider decouvrir
    deja demain demander demarrer depart dernier derniere desormais deuxieme different difficile
    difficulte direct directement directeur directrice direction discuter disposer donner droit duree
    durer echanger effectuer efficace egal employer enfin engager ensemble ensuite entendre entier
    entree equipe equiper essayer eventuel eventuellement evidemment evoluer exact exiger exister
    expliquer facile facilement faible fait famille femme fille fils fin finalement finir fonction
    fonctionner former fort fournir frere garantir garder gens grace habituel habituellement heure
    hier homme idee imaginer immediat immediatement imperatif impliquer important imposer impossible
    indiquer interdire interesser interieur inutile jamais jeune joindre jour journee lancer lire
    lister loin long longtemps maintenir majorite mal malgre manquer marcher matin meilleur mere
    mener mieux minimum moment monde montrer moyen necessaire necessiter normal normalement noter
    obliger occuper oublier pareil parent parler partager partie partir parvenir pere perdre permis
    personnel plaire plaisir plutot porter poser posseder possibilite pratique pratiquer precis
    precisement preciser preferer preparer presenter pret prevenir principe probable probablement
    proceder prochain prochainement proche procurer produire profiter progresser proposer propre
    prouver quitter quotidien quotidiennement rapide rapidement rappeler realiser recent recemment
    reception recevoir recommander reconnaitre recuperer reellement refuser reflechir regle regler
    relatif remettre remplacer remplir rencontrer rendre renseigner rentrer repondre reponse
    reprendre respecter ressembler retour retourner retrouver reussir revenir role saisir salarie
    semaine sembler sentir separer seulement signaler signifier simple simplement sinon soir sorte
    sortie sortir souhait souhaiter souvent specifique strictement suffire suffisant suggerer suivant
    suivre supposer supprimer sur surement systematiquement tacher tard tenir tenter terminer tomber
    total totalement toucher tourner traiter travail travailler travers utilisation valable valoir
    verifier version vieux vivre vraiment collegue chef responsable equipe accueillir garder
    anglais francais fermer actuel soin soignant educateur educatrice infirmier infirmiere medecin
    aide-soignant hopital maman papa mari epouse enfant adulte age agees bientot printemps ete
    automne hiver janvier fevrier mars avril mai juin juillet aout septembre octobre novembre
    decembre lundi mardi mercredi jeudi vendredi samedi dimanche
    uniquement exclusivement obligatoirement prealable auparavant auparavent actuels ancienne
    anciens concerner concerne suffisamment particulier particulierement davantage parfois jamais
    rarement peutetre certainement forcement necessairement eventuels plein vide public prive propre
    tiers charge venue arrivee presence absence manque besoin disponible gratuit payant cout cher
    officiel interne externe principal supplementaire complementaire specialise habilite charger
    occupe gestion organisation organiser fonctionnement utilisateur utilisation usage demarche
    """.split()
)
GENERAL_WEIGHT = 0.6
