"""What the readers of the demo's FAQ type, ask and think: all invented."""

# A search, and how many times at most it is made in a day.
RECHERCHES = {
    "mfa": 5,
    "quand serai-je recontacté": 5,
    "carte cps": 4,
    "et maintenant": 4,
    "ins": 3,
    "double authentification": 3,
    "porteur de grappe": 3,
    "dmp": 2,
    "sons": 2,
    "lecteur de carte": 2,
    "csapa anonymat": 1,
    "déjà financé": 1,
    "messagerie sécurisée famille": 1,
    # The FAQ does not know these.
    "amoa": 3,
    "tablettes": 2,
    "hébergement hds": 2,
    "sérafin": 1,
    "planning des salariés": 1,
}
DECEPTIONS = {"quand serai-je recontacté": 6, "carte cps": 3, "déjà financé": 2}

MODIFIEE = "delai-recontact"
AJOUT = "Vous pouvez suivre votre dossier à tout moment par le lien reçu par courriel."
AJOUT_CORRIGE = (
    "Vous pouvez suivre votre dossier à tout moment par le lien reçu par courriel. Sans nouvelle "
    "de notre part trois semaines après la clôture du recueil, écrivez-nous depuis cette page."
)
A_RELIRE = ("role-du-porteur", "deja-signe-ou-finance")
# Useful, then useless.
AVIS = {
    "delai-recontact": (9, 3),
    "support-cartes": (11, 2),
    "prochaines-etapes-grappe": (14, 1),
    "mfa-echeance": (8, 0),
}
RAISONS = ("Il manque une date.", "Je ne comprends pas qui doit m’appeler.", "Trop long.")

PROGRAMMEE = "Que contient l’instruction de cette année, et qu’est-ce qui change ?"
REPONSE_PROGRAMMEE = (
    "Une grappe réunit {{ seuil_esms | le nombre d’ESMS que fixe le règlement }}.\n\n"
    "Les autres règles (logiciel unique, porteur, pièces à fournir) sont inchangées."
)

# Each subject several times, in the words of different people.
QUESTIONS = (
    "Quand le financement est-il versé au porteur ?",
    "Qui paie l’AMOA ?",
    "Quand le porteur reçoit-il le financement ?",
    "Dans une grappe, qui paie l’AMOA ?",
    "À quel moment le financement est-il versé au porteur de la grappe ?",
    "Peut-on changer de porteur une fois la grappe constituée ?",
    "Tablettes : prises en charge ou non ?",
    "Qui paie l’AMOA dans une grappe ?",
    "Est-ce que l’achat de tablettes est pris en charge ?",
)
LECTEURS = (
    ("Odile Brunet", "o.brunet@residence-du-parc.example"),
    ("", "accueil@savs-les-dunes.example"),
    ("Pierre Wallon", "p.wallon@ime-des-sources.example"),
)
