"""Candidatures that an optimiser can group: sizes, places and software chosen by the test."""

from grappes.models import Candidature
from grappes.services.regroupement import places
from tests import factories

LILLE, PARIS = (50.63, 3.06), (48.86, 2.35)


def eligible(campagne, esms=2, ou=LILLE, duis=("Logiciel A",), **champs):
    """A candidature au vivier, its ESMS around a point, that accepts these software."""
    organisme = factories.make_organisme(etablissements=0)
    for _ in range(esms):
        factories.make_etablissement(organisme, latitude=ou[0], longitude=ou[1])
    candidature = factories.make_eligible(campagne=campagne, organisme=organisme, **champs)
    candidature.dui_acceptes.set([factories.make_dui(nom) for nom in duis])
    return candidature


def annoncer(grappe, collectif):
    from grappes.services.regroupement import grappes

    grappes.proposer(grappe, auteur=collectif)


def relire(candidature):
    return Candidature.objects.get(pk=candidature.pk)


def candidat(enonce, candidature):
    """It, in the words of the optimiser."""
    return enonce.problem.by_id[str(candidature.pk)]


def reunir(campagne, *candidatures, **champs):
    grappe = factories.make_grappe(membres=0, campagne=campagne, **champs)
    for candidature in candidatures:
        places.ajouter(grappe, candidature)
    return grappe
