"""A world where every word of a member can be recognised, and a reader who opens every page.

Each member has a short name (b1); what is written of it bears marks that nobody else has, nor
any random token (they hold a hyphen). The first letter is its grappe.
"""

import dataclasses
import functools
import io
import re
import zipfile
from html.parser import HTMLParser

from django.urls import reverse
from django.utils import timezone

from grappes import urls
from grappes.models import (
    Candidature,
    Contact,
    Grappe,
    Instruction,
    Jeton,
    Note,
    Place,
)
from grappes.services import questions
from grappes.services.dossiers import candidatures, examen, rattachements
from grappes.services.messagerie import jetons
from grappes.services.regroupement import grappes, places
from grappes.workflow import CANDIDATE
from tests import factories

ETAPES = ("contact", "organisme", "etablissements", "projet", "besoins", "verification")
PAGES_MAX = 200


@dataclasses.dataclass
class Monde:
    campagne: object
    collectif: object
    membres: dict[str, Candidature] = dataclasses.field(default_factory=dict)
    grappes: dict[str, Grappe] = dataclasses.field(default_factory=dict)

    @functools.cached_property
    def porteurs(self):
        """{mark: (member, kind)}, once everybody is there."""
        return {
            marque: (nom, genre)
            for nom in self.membres
            for genre, marques in self.marques(nom).items()
            for marque in marques
        }

    @functools.cached_property
    def repere(self):
        return re.compile("|".join(map(re.escape, self.porteurs)))

    def naitre(self, nom):
        """A candidature of the vivier, marked all over."""
        organisme = factories.make_organisme(etablissements=0, raison_sociale=f"Zo-{nom} Asso")
        for rang in range(2):
            factories.make_etablissement(organisme, raison_sociale=f"Zo-{nom} Résidence {rang}")
        candidature = factories.make_brouillon(
            campagne=self.campagne, organisme=organisme, commentaire=f"Zv-{nom} commentaire",
            partenaires_precision=f"Zv-{nom} partenaire", refus_precision=f"Zv-{nom} refus",
        )  # fmt: skip
        Contact.objects.filter(candidature=candidature).delete()
        Contact.objects.create(
            candidature=candidature, prenom=f"Zp-{nom}", nom=f"Zq-{nom}",
            courriel=f"z-{nom}@og.example", telephone=f"03 99 00 {ord(nom[0])} {10 + int(nom[1])}",
            confirme_le=timezone.now(),
        )  # fmt: skip
        candidature = Candidature.objects.select_related("campagne").get(pk=candidature.pk)
        candidatures.deposer(candidature, auteur=CANDIDATE)
        examen.examiner(candidature, auteur=self.collectif)
        examen.admettre(candidature, auteur=self.collectif)
        Note.objects.create(candidature=candidature, texte=f"Zn-{nom}", par=self.collectif.user)
        self.membres[nom] = candidature
        return candidature

    def reunir(self, lettre, nombre, *, proposee=True):
        """Members a1, a2… in a grappe, the first two porteur and suppléant."""
        grappe = Grappe.objects.create(
            campagne=self.campagne, nom=f"Zg{lettre}", dui=factories.make_dui()
        )
        for rang, role in zip(
            range(1, nombre + 1), ["porteur", "suppleant", *["membre"] * nombre], strict=False
        ):
            places.donner_role(places.ajouter(grappe, self.naitre(f"{lettre}{rang}")), role)
        if proposee:
            grappes.proposer(grappe, auteur=self.collectif)
        self.grappes[lettre] = Grappe.objects.get(pk=grappe.pk)

    def place(self, nom):
        lues = Place.objects.select_related("grappe__campagne", "candidature__campagne")
        return lues.filter(candidature=self.membres[nom]).latest("pk")

    def repondre(self, acte, *noms):
        for nom in noms:
            champs = {"precision": f"Zv-{nom} précision"}
            if acte == "refuser":
                champs["motif_refus"] = "partenaires"
            places.repondre(self.place(nom), acte, auteur=CANDIDATE, **champs)

    def constituer(self, lettre, nombre):
        self.reunir(lettre, nombre)
        self.repondre("accepter", *(f"{lettre}{rang}" for rang in range(1, nombre + 1)))
        grappes.constituer(Grappe.objects.get(pk=self.grappes[lettre].pk), auteur=self.collectif)

    def marques(self, nom):
        """{kind: marks}: persons, organisme, what is private to the file, notes of staff."""
        candidature = self.membres[nom]
        organisme = candidature.organisme
        contacts = candidature.contacts.all()
        personnes = {f"Zp-{nom}", f"Zq-{nom}", f"z-{nom}@og.example"}
        personnes |= {c.telephone for c in contacts if c.telephone}
        numeros = {candidature.numero, organisme.finess_juridique}
        numeros |= set(organisme.etablissements.values_list("finess_geographique", flat=True))
        return {
            "personnes": personnes,
            "nom": {f"Zo-{nom} Asso"},
            "organisme": {f"Zo-{nom} Résidence", *numeros},
            "prive": {f"Zv-{nom}"},
            "notes": {f"Zn-{nom}"},
        }


def peupler(campagne, collectif):
    """Grappes in every state; the names open at half of the agreements."""
    campagne.reglements.update(quorum_divulgation=50)
    m = Monde(campagne, collectif)
    m.reunir("a", 2, proposee=False)
    m.reunir("b", 4)  # the quorum is reached
    m.repondre("accepter", "b1", "b2")
    m.repondre("discuter", "b3")
    m.reunir("c", 5)  # it is not
    m.repondre("accepter", "c1", "c2")
    m.reunir("d", 3)  # it was, until d2 changed its mind
    m.repondre("accepter", "d1", "d2")
    m.repondre("refuser", "d2")
    m.constituer("e", 3)  # e3 never confirmed its address, e4 comes later
    m.membres["e3"].contacts.update(confirme_le=None)
    _ajouter(m, "e", "e4")
    m.constituer("f", 3)  # f3 withdrew
    candidatures.retirer(m.place("f3").candidature, auteur=CANDIDATE)
    m.constituer("g", 2)  # dissolved
    grappes.dissoudre(
        m.grappes["g"].__class__.objects.get(nom="Zgg"), auteur=collectif, motif="Fin"
    )
    for lettre in ("h", "i", "j"):  # invited, filed, laureate
        m.constituer(lettre, 2)
    m.naitre("v1")  # in the vivier
    _conversations(m)
    _deposer(m)
    return m


def _ajouter(m, lettre, nom):
    grappe = Grappe.objects.get(nom=f"Zg{lettre}")
    places.ajouter(grappe, m.naitre(nom))
    grappes.annoncer_les_places(grappe, auteur=m.collectif)


def _conversations(m):
    """A second contact, a request to join, private refusals, questions and their answers."""
    demande = rattachements.demander(
        m.membres["e1"], prenom="Zp-e1", nom="Zq-e1", courriel="z-e1@og.example.org"
    )
    rattachements.accepter(demande)
    m.membres["e1"].contacts.update(confirme_le=timezone.now())
    rattachements.demander(
        m.membres["b3"], prenom="Zp-b3", nom="Zq-b3", courriel="z-b3@autre.example"
    )
    m.membres["b1"].refus.add(m.membres["b3"].organisme)
    m.membres["c3"].partenaires.add(m.membres["c1"].organisme)
    m.membres["c1"].refus.add(m.membres["c3"].organisme)
    for nom in ("b1", "c1", "e2", "v1"):
        contact = m.membres[nom].titulaire
        questions.poser(m.membres[nom], contact, f"Zv-{nom} question")


def _deposer(m):
    """The instruction comes out: h is invited, i has filed, j has won; e and f wait."""
    jour = timezone.localdate()
    Instruction.objects.create(
        campagne=m.campagne, reference="Instruction 2026/50", signee_le=jour,
        url="https://exemple.fr/texte", reglement=m.campagne.reglement,
        publication_le=timezone.now(),
    )  # fmt: skip
    for lettre in ("h", "i", "j"):
        grappes.inviter(Grappe.objects.get(nom=f"Zg{lettre}"), auteur=m.collectif)
    for lettre in ("i", "j"):
        grappe = Grappe.objects.get(nom=f"Zg{lettre}")
        grappes.transmettre(grappe, auteur=m.collectif, le=jour, numero_dossier=f"PAI-{lettre}")
    grappes.noter_resultat(Grappe.objects.get(nom="Zgj"), laureate=True, auteur=m.collectif)


class _Liens(HTMLParser):
    """Where a page leads by GET: its links, and the forms that are not posted."""

    def __init__(self, html):
        super().__init__()
        self.adresses = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributs = dict(attrs)
        if tag == "form" and (attributs.get("method") or "get").lower() == "get":
            self.adresses.add(attributs.get("action"))
        for nom in ("href", "hx-get"):
            if tag not in ("link",):
                self.adresses.add(attributs.get(nom))


def adresses_nommees(secrets):
    """Every named page of the product, with each parameter that it can take."""
    for motif in urls.urlpatterns:
        for parametres in _parametres(motif.pattern.converters, secrets):
            yield reverse(motif.name, args=parametres)


def _parametres(converters, secrets):
    if not converters:
        return [[]]
    if "etape" in converters:
        return [[etape] for etape in ETAPES]
    if "secret" in converters:
        return [[secret] for secret in secrets]
    return [[cle] for cle in Candidature.objects.values_list("pk", flat=True)[:2]]


def liens_de(candidature):
    """Living secrets of each kind for its contact, one to answer per place that it ever had."""
    contact = candidature.titulaire
    for usage in (Jeton.Usage.ACCES, Jeton.Usage.CONFIRMATION, Jeton.Usage.STOP_RELANCES):
        yield jetons.creer(usage, contact)
    for place in candidature.places.all():
        yield jetons.creer(Jeton.Usage.REPONSE, contact, place=place)


def parcourir(client, departs, suivre=lambda lien: True):
    """Open every page that can be reached by GET from these; {address: what it says}.

    `suivre` tells the links that are worth it, where filters make as many as one likes.
    """
    vues, a_voir = {}, [*departs, reverse("faq:accueil"), "/admin/", "/nulle-part/"]
    while a_voir and len(vues) < PAGES_MAX:
        adresse = a_voir.pop(0)
        if adresse in vues:
            continue
        vues[adresse] = lire(client, adresse)
        for lien in _Liens(vues[adresse]).adresses:
            suivante = _ici(adresse, lien)
            if suivante and suivante not in vues and suivre(suivante):
                a_voir.append(suivante)
    assert len(vues) < PAGES_MAX, "the crawl never ends"
    return vues


def _ici(adresse, lien):
    if not lien or lien.startswith(("mailto:", "tel:", "#", "http", "/static/")):
        return None
    lien = lien.split("#")[0]
    return f"{adresse.split('?')[0]}{lien}" if lien.startswith("?") else lien


def lire(client, adresse):
    """The text of a page or of a file, redirects followed, spreadsheets opened."""
    reponse = client.get(adresse, follow=True)
    assert reponse.status_code < 500, adresse
    corps = b"".join(reponse.streaming_content) if reponse.streaming else reponse.content
    if corps.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(corps)) as classeur:
            corps = b"".join(classeur.read(nom) for nom in classeur.namelist())
    return corps.decode(errors="replace")


def vus(monde, texte):
    """{member: kinds} of the marks that this text holds."""
    trouves = {}
    for marque in monde.repere.findall(texte):
        nom, genre = monde.porteurs[marque]
        trouves.setdefault(nom, set()).add(genre)
    return trouves
