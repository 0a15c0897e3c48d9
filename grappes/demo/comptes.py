"""The demo's accounts, as the launcher prints them."""

from grappes.models import Departement, Gestionnaire, User

MOT_DE_PASSE = "grappes-demo"
COMPTES = (
    ("claire", "Claire", "Martin", "claire@collectif.example", "le Collectif, dans l’admin"),
    ("samir", "Samir", "Haddad", "samir@collectif.example", "le Collectif aussi, pour agir à deux"),
    ("rey", "Anne", "Rey", "rey@ars.example", "une gestionnaire, pour la région"),
    ("petit", "Marc", "Petit", "petit@ars.example", "un gestionnaire, pour l’Aisne et l’Oise"),
)


def creer_comptes() -> dict[str, User]:
    """Create the accounts, by name: claire and samir act for the Collectif in the story."""
    personnes = {
        nom: User.objects.create_user(
            nom, courriel, MOT_DE_PASSE, first_name=prenom, last_name=famille
        )
        for nom, prenom, famille, courriel, _ in COMPTES
    }
    territoires = {"rey": Departement.objects.filter(region="32"), "petit": ["02", "60"]}
    for nom, departements in territoires.items():
        gestionnaire = Gestionnaire.objects.create(user=personnes[nom], structure="ARS")
        gestionnaire.departements.set(departements)
    for nom in ("claire", "samir"):
        personnes[nom].is_staff = personnes[nom].is_superuser = True
        personnes[nom].save()
    return personnes


def presenter_comptes() -> str:
    """A few lines for the terminal."""
    lignes = [f"Comptes de démonstration (mot de passe : {MOT_DE_PASSE})"]
    lignes += [f"  {nom:8} {prenom} {famille}, {role}" for nom, prenom, famille, _, role in COMPTES]
    return "\n".join(lignes)
