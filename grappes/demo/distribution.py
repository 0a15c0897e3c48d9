"""The people and the words of the demo: all invented."""

PRENOMS = (
    "Amadou", "Nathalie", "Karim", "Sylvie", "Thomas", "Fatoumata", "Hélène", "Julien", "Aïcha",
    "Philippe", "Claudine", "Yann", "Sandrine", "Mehdi", "Béatrice", "Olivier", "Mariam", "Éric",
    "Joëlle", "Damien", "Inès", "Laurent", "Chantal", "Rachid", "Élodie", "François",
)  # fmt: skip
NOMS = (
    "Diallo", "Lefebvre", "Benali", "Dubois", "Wattrelos", "Traoré", "Carpentier", "Delattre",
    "Moreau", "Vasseur", "Leclercq", "Hamidou", "Caron", "Dupont", "Fournier", "Bailleul", "Noël",
    "Masson", "Lemaire", "Perrin", "Cordier", "Legrand", "Roussel", "Blondel", "Hénin", "Marchand",
)  # fmt: skip

# Weights of the software in use; None: no DUI yet.
LOGICIELS = {
    "Ogirys": 16,
    "Imago DU": 15,
    "NetSoins": 14,
    "Titan": 9,
    "Airmes": 9,
    "Medialis": 7,
    "Livia": 6,
    "Teranga": 5,
    None: 19,
}

REMARQUES = (
    "Précisez le nombre de personnes accompagnées du service ouvert cette année.",
    "Joignez-nous la date de votre commande SONS et le logiciel qu’elle concerne.",
    "Deux établissements portent le même nom : confirmez leurs numéros FINESS.",
    "Indiquez si le contrat avec l’éditeur est déjà signé.",
    "Le nombre total d’ESMS que vous déclarez est inférieur à celui du référentiel FINESS.",
)
NOTES = (
    ("appel", "Appel de la directrice : elle attend la décision de son conseil d’administration."),
    ("note", "Ancien membre d’une grappe régionale ; connaît déjà la convention type."),
    ("appel", "Message laissé au standard, rappeler en début de semaine."),
    ("reunion", "Présent à la réunion d’information du territoire."),
    ("note", "Petit OG sans service informatique : demandera l’AMOA."),
)
MOTIFS_RETRAIT = (
    "Fusion en cours avec un autre organisme.",
    "Nous avons signé avec un éditeur sans attendre le programme.",
    "",
)
MOTIFS_REFUS = (
    ("logiciel", "Nos équipes viennent d’être formées à un autre logiciel."),
    ("calendrier", "Nous ne pourrons pas démarrer avant l’automne."),
    ("partenaires", "Nous travaillons déjà avec l’association voisine."),
)
QUESTIONS = (
    "Qui signe la convention de grappe quand l’organisme est un CCAS ?",
    "Un service ouvert en cours d’année peut-il être ajouté après le dépôt ?",
    "Faut-il attendre l’instruction pour consulter des éditeurs ?",
)
REPONSE = (
    "Le président du CCAS, ou la personne à qui il a délégué sa signature, après délibération du "
    "conseil d’administration : prévoyez-la avant l’ouverture du dépôt."
)
SECONDE_DIRECTION = (
    "Solène",
    "Kerbrat",
    "Directrice adjointe depuis septembre, je suivrai le dossier avec la direction.",
)
MOTIF_PAIRE = "Litige en cours entre les deux associations (appel de la directrice)."
