"""The links of published answers: gathered, visited one at a time, dead after two bad days."""

import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from faq.interdits import adresses
from faq.models import Lien, Question
from faq.visite import Issue, Visite, visiter

LE_PLUS_LONG = 1_000
PROCHAINE = {
    Lien.Etat.BON: timedelta(days=7),
    Lien.Etat.SUSPECT: timedelta(days=1),
    Lien.Etat.MORT: timedelta(days=7),
    Lien.Etat.NON_VERIFIABLE: timedelta(days=7),
}
# Longer than a whole run: who dies during a visit gives the link back by itself.
PRISE = timedelta(hours=1)
POLITESSE = 1.0
# How many good links are asked whether the silence of another is our own network's.
TEMOINS = 3
COUPES = "Aucun site ne nous répond : notre accès à internet est peut-être coupé."


def verifier_les_dus(*, budget: float = 20.0, visite: Callable[[str], Visite] = visiter) -> int:
    """Visit the links that are due, for at most `budget` seconds plus one visit.

    Returns how many were visited. Two workers never visit the same link: each takes it first by a
    conditional update.
    """
    recenser()
    debut, vus, en_ligne, hotes = time.monotonic(), 0, False, dict[str, float]()
    for lien in Lien.objects.dus(timezone.now()):
        if time.monotonic() - debut > budget:
            break
        if prendre(lien):
            _attendre(lien, hotes)
            en_ligne = _passer(lien, visite, en_ligne)
            vus += 1
    return vus


def _passer(lien: Lien, visite: Callable[[str], Visite], en_ligne: bool) -> bool:
    """Visit a link and note what was found; returns whether the internet answers us.

    When nobody does, the fault may be ours: nothing is held against the link, which comes back
    when its taking ends.
    """
    trouvee = visite(lien.adresse)
    muette = trouvee.issue == Issue.ECHEC and trouvee.code is None
    en_ligne = en_ligne or trouvee.code is not None or (muette and _un_autre_repond(lien, visite))
    if muette and not en_ligne:
        Lien.objects.filter(pk=lien.pk).update(constat=COUPES)
    else:
        noter(lien, trouvee)
    return en_ligne


def _un_autre_repond(lien: Lien, visite: Callable[[str], Visite]) -> bool:
    """Whether one of the links that answered last still does."""
    bons = Lien.objects.filter(etat=Lien.Etat.BON).exclude(pk=lien.pk).order_by("-verifie_le")
    return any(visite(bon.adresse).code is not None for bon in bons[:TEMOINS])


def recenser() -> None:
    """Bring the table in line with the published answers: new links are due at once."""
    voulues: dict[str, set[int]] = defaultdict(set)
    for question in Question.objects.publiees():
        for adresse in {*adresses(question.reponse), question.source_url}:
            if _verifiable(adresse):
                voulues[adresse].add(question.pk)
    with transaction.atomic():
        for lien in Lien.objects.prefetch_related("questions"):
            questions = voulues.pop(lien.adresse, None)
            if questions is None:
                lien.delete()
            elif questions != {question.pk for question in lien.questions.all()}:
                lien.questions.set(questions)
        for adresse, questions in voulues.items():
            defaut = {"a_verifier_le": timezone.now()}
            lien, _ = Lien.objects.get_or_create(adresse=adresse, defaults=defaut)
            lien.questions.set(questions)


def prendre(lien: Lien) -> bool:
    """Take a link that is due; False when another worker has it, or has just visited it."""
    prises = Lien.objects.filter(pk=lien.pk, a_verifier_le=lien.a_verifier_le)
    return bool(prises.update(a_verifier_le=timezone.now() + PRISE))


def noter(lien: Lien, visite: Visite) -> None:
    """Write what a visit found, and when the next one is due."""
    maintenant = timezone.now()
    etat = _etat(lien, visite, maintenant)
    if etat != lien.etat:
        lien.etat, lien.depuis = etat, maintenant
    if visite.issue != Issue.ECHEC:
        lien.premier_echec_le = None
    elif lien.premier_echec_le is None:
        lien.premier_echec_le = timezone.localdate(maintenant)
    lien.constat, lien.code = visite.constat, visite.code
    lien.verifie_le, lien.a_verifier_le = maintenant, maintenant + PROCHAINE[etat]
    lien.save()


def _etat(lien: Lien, visite: Visite, maintenant: datetime) -> Lien.Etat:
    if visite.issue == Issue.BON:
        return Lien.Etat.BON
    if visite.issue == Issue.NON_VERIFIABLE:
        return Lien.Etat.NON_VERIFIABLE
    premier = lien.premier_echec_le
    confirme = premier is not None and premier < timezone.localdate(maintenant)
    return Lien.Etat.MORT if confirme else Lien.Etat.SUSPECT


def _verifiable(adresse: str) -> bool:
    return len(adresse) <= LE_PLUS_LONG and adresse.lower().startswith(("http://", "https://"))


def _attendre(lien: Lien, hotes: dict[str, float]) -> None:
    """Leave a site a moment between two visits."""
    hote = lien.adresse.split("/")[2]
    time.sleep(max(0.0, hotes.get(hote, 0.0) + POLITESSE - time.monotonic()))
    hotes[hote] = time.monotonic()
