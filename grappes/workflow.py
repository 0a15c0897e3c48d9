"""Every legal change of status, on one page, and the one door through which it happens.

What is not in these tables is refused. The same tables draw the README's diagram, give the
admin its buttons and drive the test of every pair.
"""

from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from grappes import gardes
from grappes.erreurs import TransitionConcurrente, TransitionInterdite
from grappes.francais import moment
from grappes.models import (
    Acteur,
    Candidature,
    EtatPlace,
    Grappe,
    Place,
    StatutCandidature,
    StatutGrappe,
    Transition,
    User,
)

C, G, P = StatutCandidature, StatutGrappe, EtatPlace
CANDIDAT, COLLECTIF, PORTEUR, SYSTEME = (
    Acteur.CANDIDAT,
    Acteur.COLLECTIF,
    Acteur.PORTEUR,
    Acteur.SYSTEME,
)

Objet = Candidature | Grappe | Place


@dataclass(frozen=True)
class Passage:
    """One row of a table: an act, from which statuses, to which, by whom, under which guard."""

    acte: str
    libelle: str
    depuis: tuple[str, ...]
    vers: str
    acteurs: tuple[Acteur, ...]
    garde: gardes.Garde | None = None
    motif_exige: bool = False
    dates: tuple[str, ...] = ()  # the fields stamped with the moment
    suit_la_grappe: bool = False  # a consequence of an act on the grappe, never a button


CANDIDATURE = (
    Passage(
        "deposer", "Déposer", (C.BROUILLON,), C.RECUE, (CANDIDAT, COLLECTIF),
        garde=gardes.formulaire_complet, dates=("deposee_le",),
    ),
    Passage("examiner", "Commencer l’examen", (C.RECUE,), C.EN_EXAMEN, (COLLECTIF,)),
    Passage(
        "demander_complements", "Demander des compléments", (C.EN_EXAMEN,), C.A_COMPLETER,
        (COLLECTIF,), garde=gardes.remarque_presente,
    ),
    Passage(
        "completer", "Enregistrer les compléments", (C.A_COMPLETER,), C.EN_EXAMEN,
        (CANDIDAT, COLLECTIF),
    ),
    Passage(
        "admettre", "Admettre au vivier", (C.EN_EXAMEN,), C.AU_VIVIER, (COLLECTIF,),
        garde=gardes.ligne_eligible,
    ),
    Passage(
        "ecarter", "Écarter", (C.EN_EXAMEN,), C.NON_ELIGIBLE, (COLLECTIF,),
        garde=gardes.aucune_ligne_possible, motif_exige=True,
    ),
    Passage(
        "proposer", "Proposer une grappe", (C.AU_VIVIER,), C.PROPOSEE, (COLLECTIF,),
        garde=gardes.place_vivante, suit_la_grappe=True,
    ),
    Passage(
        "engager", "Mettre en grappe", (C.PROPOSEE,), C.EN_GRAPPE, (SYSTEME,),
        garde=gardes.membres_d_accord, suit_la_grappe=True,
    ),
    Passage(
        "remettre_au_vivier", "Remettre au vivier", (C.PROPOSEE, C.EN_GRAPPE, C.INVITEE),
        C.AU_VIVIER, (CANDIDAT, COLLECTIF), suit_la_grappe=True,
    ),
    Passage(
        "inviter", "Inviter à déposer", (C.EN_GRAPPE,), C.INVITEE, (COLLECTIF, SYSTEME),
        suit_la_grappe=True,
    ),
    Passage(
        "transmettre", "Noter le dossier transmis", (C.INVITEE,), C.TRANSMISE,
        (PORTEUR, COLLECTIF), suit_la_grappe=True,
    ),
    Passage(
        "retenir", "Noter « retenue »", (C.TRANSMISE,), C.RETENUE, (COLLECTIF,),
        suit_la_grappe=True,
    ),
    Passage(
        "ne_pas_retenir", "Noter « non retenue »", (C.TRANSMISE,), C.NON_RETENUE, (COLLECTIF,),
        suit_la_grappe=True,
    ),
    Passage(
        "retirer", "Retirer",
        (
            C.RECUE, C.EN_EXAMEN, C.A_COMPLETER, C.AU_VIVIER, C.PROPOSEE, C.EN_GRAPPE, C.INVITEE,
            C.TRANSMISE,
        ),
        C.RETIREE, (CANDIDAT, COLLECTIF),
    ),
    Passage(
        "rouvrir", "Rouvrir", (C.NON_ELIGIBLE, C.RETIREE), C.EN_EXAMEN, (COLLECTIF,),
        garde=gardes.campagne_non_close,
    ),
)  # fmt: skip

GRAPPE = (
    Passage(
        "proposer", "Proposer aux membres", (G.EN_PREPARATION,), G.PROPOSEE, (COLLECTIF,),
        garde=gardes.proposable,
    ),
    Passage(
        "constituer", "Constituer", (G.PROPOSEE,), G.CONSTITUEE, (COLLECTIF,),
        garde=gardes.constituable,
    ),
    Passage(
        "inviter", "Inviter à déposer", (G.CONSTITUEE,), G.INVITEE, (COLLECTIF, SYSTEME),
        garde=gardes.invitable,
    ),
    Passage(
        "transmettre", "Noter le dossier transmis", (G.INVITEE,), G.TRANSMISE, (PORTEUR, COLLECTIF),
        garde=gardes.dossier_depose,
    ),
    Passage("laurer", "Noter « lauréate »", (G.TRANSMISE,), G.LAUREATE, (COLLECTIF,)),
    Passage(
        "ne_pas_laurer", "Noter « non lauréate »", (G.TRANSMISE,), G.NON_LAUREATE, (COLLECTIF,)
    ),
    Passage(
        "dissoudre", "Dissoudre", (G.EN_PREPARATION, G.PROPOSEE, G.CONSTITUEE, G.INVITEE),
        G.DISSOUTE, (COLLECTIF,), motif_exige=True,
    ),
)  # fmt: skip

PLACE = (
    Passage(
        "annoncer", "Annoncer", (P.PREVUE,), P.ANNONCEE, (COLLECTIF,), dates=("annoncee_le",)
    ),
    Passage(
        "accepter", "Accepter", (P.ANNONCEE, P.A_DISCUTER), P.ACCEPTEE, (CANDIDAT, COLLECTIF),
        dates=("repondue_le",),
    ),
    Passage(
        "discuter", "Demander à en discuter", (P.ANNONCEE,), P.A_DISCUTER, (CANDIDAT, COLLECTIF),
        dates=("repondue_le",),
    ),
    Passage(
        "redemander", "Redemander l’accord", (P.ACCEPTEE,), P.ANNONCEE, (COLLECTIF, SYSTEME),
        garde=gardes.encore_proposee, dates=("annoncee_le",),
    ),
    Passage(
        "refuser", "Refuser", (P.ANNONCEE, P.A_DISCUTER, P.ACCEPTEE), P.REFUSEE,
        (CANDIDAT, COLLECTIF), dates=("repondue_le", "liberee_le"),
    ),
    Passage(
        "liberer", "Libérer", (P.PREVUE, P.ANNONCEE, P.A_DISCUTER, P.ACCEPTEE), P.LIBEREE,
        (CANDIDAT, COLLECTIF), dates=("liberee_le",),
    ),
)  # fmt: skip

TABLES: dict[type[models.Model], tuple[Passage, ...]] = {
    Candidature: CANDIDATURE,
    Grappe: GRAPPE,
    Place: PLACE,
}
CHAMPS = {Candidature: "statut", Grappe: "statut", Place: "etat"}


@dataclass(frozen=True)
class Auteur:
    """Who acts: a role, and the account behind it when there is one."""

    acteur: Acteur
    user: User | None = None

    @classmethod
    def collectif(cls, user: User) -> "Auteur":
        return cls(Acteur.COLLECTIF, user)


CANDIDATE = Auteur(CANDIDAT)
APPLICATION = Auteur(SYSTEME)


def statut_de(objet: Objet) -> str:
    return getattr(objet, CHAMPS[type(objet)])


def passage(objet: Objet, acte: str) -> Passage:
    """The row of an act, for this kind of object; `KeyError` when no table holds it."""
    return {p.acte: p for p in TABLES[type(objet)]}[acte]


def passages_possibles(objet: Objet, acteur: Acteur) -> list[Passage]:
    """The acts that the table allows now to this actor; their guards may still refuse."""
    statut = statut_de(objet)
    return [p for p in TABLES[type(objet)] if statut in p.depuis and acteur in p.acteurs]


def confirmer_statut(objet: Objet, vu: str) -> None:
    """Refuse an act decided on a page whose status is past, and tell who changed it."""
    if vu != statut_de(objet):
        raise TransitionConcurrente(_qui_a_agi(objet))


@transaction.atomic
def changer_statut(
    objet: Objet, acte: str, *, auteur: Auteur, motif: str = "", **champs: object
) -> Transition:
    """The only way to change a status: check the table, write if nothing moved, keep a trace.

    `champs` are written in the same UPDATE (a receipt number, a reason).

    Compare-and-set rather than a lock: it also catches the click on a stale page, and behaves
    alike on SQLite and PostgreSQL. Raises `TransitionInterdite` or `TransitionConcurrente`.
    """
    ligne, de = passage(objet, acte), statut_de(objet)
    _controler(objet, ligne, auteur, motif)
    champ, maintenant = CHAMPS[type(objet)], timezone.now()
    valeurs = {champ: ligne.vers} | dict.fromkeys(ligne.dates, maintenant) | champs
    inchange = type(objet)._default_manager.filter(pk=objet.pk, **{champ: de})
    if not inchange.update(**valeurs):
        raise TransitionConcurrente(_qui_a_agi(objet))
    for nom, valeur in valeurs.items():
        setattr(objet, nom, valeur)
    return Transition.objects.create(
        **{type(objet).__name__.lower(): objet},
        acte=acte,
        de=de,
        vers=ligne.vers,
        acteur=auteur.acteur,
        par=auteur.user,
        motif=motif.strip(),
        le=maintenant,
    )


def _controler(objet: Objet, ligne: Passage, auteur: Auteur, motif: str) -> None:
    if statut_de(objet) not in ligne.depuis:
        frais = type(objet)._default_manager.get(pk=objet.pk)
        if statut_de(frais) != statut_de(objet):
            raise TransitionConcurrente(_qui_a_agi(objet))
        raise TransitionInterdite(f"« {ligne.libelle} » n’est pas possible : {_qui_a_agi(objet)}")
    if auteur.acteur not in ligne.acteurs:
        raise TransitionInterdite(f"« {ligne.libelle} » n’est pas de votre ressort.")
    if ligne.motif_exige and not motif.strip():
        raise TransitionInterdite("Indiquez le motif : il sera communiqué et conservé.")
    if ligne.garde and (manques := ligne.garde(objet)):
        raise TransitionInterdite(" ".join(manques))


def _libelle(objet: Objet) -> str:
    return str(getattr(objet, f"get_{CHAMPS[type(objet)]}_display")())


def _qui_a_agi(objet: Objet) -> str:
    """Tell the loser of a race who did what, when."""
    frais = type(objet)._default_manager.get(pk=objet.pk)
    derniere = frais.transitions.first()
    if derniere is None:
        return f"{frais} est au statut « {_libelle(frais)} » : rechargez la page."
    return (
        f"{frais} est déjà au statut « {_libelle(frais)} » : "
        f"{derniere.auteur} l’a fait le {moment(derniere.le)}. Rechargez la page."
    )
