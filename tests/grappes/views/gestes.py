"""What a person does with the intake form, for the tests of its views."""

import re

from grappes.services.dossiers.saisie import courant
from grappes.views.session import CLE

NOUVELLE = "/candidatures/nouvelle/"


def url(etape):
    return f"{NOUVELLE}{etape}/"


def ouvrir(client, candidature):
    """Open a candidature in this client's session, as an access link does."""
    session = client.session
    session[CLE] = candidature.pk
    session.save()
    return candidature


def jetons(page):
    """The tokens that a page of the form carries."""
    html = page.content.decode()
    return {nom: re.search(rf'name="{nom}" value="([^"]*)"', html)[1] for nom in ("onglet", "vu")}


def fiche_vue(page):
    """The fingerprint of the card on the page of a proposal; empty where no answer is asked."""
    trouvee = re.search(r'name="fiche_vue" value="([^"]*)"', page.content.decode())
    return trouvee[1] if trouvee else ""


def a_jour(candidature, etape):
    """The tokens of a page that was opened just now."""
    candidature.refresh_from_db()
    formulaire = courant(candidature, etape)
    return {"onglet": formulaire.onglet, "vu": formulaire.vu}


def contact(**champs):
    return {
        "prenom": "Amadou",
        "nom": "Diallo",
        "fonction": "direction",
        "courriel": "a.diallo@ehpad.example",
        "telephone": "03 20 12 34 56",
    } | champs


def projet(dui, **champs):
    return {
        "nombre_esms_national": "4",
        "dui_acceptes": [dui.pk],
        "portage": "non",
        "demarrage_souhaite_le": "",
    } | champs


def lignes(candidature, **champs):
    """A whole page of lines as the browser posts it; `champs` maps "pk-field" to values."""
    toutes = list(candidature.lignes.order_by("nom", "finess"))[:20]
    donnees = {
        "lignes-TOTAL_FORMS": len(toutes),
        "lignes-INITIAL_FORMS": len(toutes),
        "action": "continuer",
    }
    for rang, ligne in enumerate(toutes):
        donnees |= {
            f"lignes-{rang}-ligne": ligne.pk,
            f"lignes-{rang}-retenue": "on",
            f"lignes-{rang}-personnes_accompagnees": ligne.personnes_accompagnees or "",
            f"lignes-{rang}-type_projet": ligne.type_projet,
            f"lignes-{rang}-logiciel": ligne.dui_id or "",
        }
    return {nom: valeur for nom, valeur in (donnees | champs).items() if valeur is not None}
