"""One organisme in one campagne: its people, its establishments, its wishes."""

from collections.abc import Iterable
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from grappes.finess.repli import replier
from grappes.models.campagne import Campagne
from grappes.models.referentiel import OrganismeGestionnaire
from grappes.models.statuts import StatutCandidature
from grappes.models.territoire import Dui
from grappes.validators import valider_telephone

TERMINEES = (
    StatutCandidature.RETENUE,
    StatutCandidature.NON_RETENUE,
    StatutCandidature.NON_ELIGIBLE,
    StatutCandidature.RETIREE,
)
# Until the Collectif has judged it, the candidate may still correct the file.
MODIFIABLES = (
    StatutCandidature.BROUILLON,
    StatutCandidature.RECUE,
    StatutCandidature.A_COMPLETER,
)


class CandidatureQuerySet(models.QuerySet["Candidature"]):
    def deposees(self) -> "CandidatureQuerySet":
        """A draft is never mistaken for a submission."""
        return self.exclude(statut=StatutCandidature.BROUILLON)

    def vivantes(self) -> "CandidatureQuerySet":
        """Submitted and still in the race."""
        return self.deposees().exclude(statut__in=TERMINEES)


class Candidature(models.Model):
    """The file belongs to the organisme, not to the person who filled it."""

    class Origine(models.TextChoices):
        FORMULAIRE = "formulaire", "Formulaire en ligne"
        TELEPHONE = "telephone", "Saisie par le Collectif"

    class Portage(models.TextChoices):
        OUI = "oui", "Oui, nous pourrions porter la grappe"
        ACCOMPAGNE = "accompagne", "Oui, si nous sommes accompagnés"
        NON = "non", "Non"

    class Projet(models.TextChoices):
        ACQUISITION = "acquisition", "Acquisition d’un DUI"
        MISE_EN_CONFORMITE = "mise_en_conformite", "Mise en conformité du DUI"
        MIXTE = "mixte", "Mixte"
        A_DEFINIR = "a_definir", "À définir"

    campagne = models.ForeignKey(
        Campagne, models.PROTECT, related_name="candidatures", verbose_name="campagne"
    )
    organisme = models.ForeignKey(
        OrganismeGestionnaire,
        models.PROTECT,
        related_name="candidatures",
        verbose_name="organisme gestionnaire",
        null=True,
        blank=True,
    )
    statut = models.CharField(
        "statut",
        max_length=16,
        choices=StatutCandidature,
        default=StatutCandidature.BROUILLON,
        db_index=True,
    )
    numero = models.CharField("numéro de reçu", max_length=20, unique=True, null=True, blank=True)
    origine = models.CharField(
        "origine", max_length=12, choices=Origine, default=Origine.FORMULAIRE
    )
    creee_le = models.DateTimeField("créée le", auto_now_add=True)
    modifiee_le = models.DateTimeField("modifiée le", auto_now=True)
    deposee_le = models.DateTimeField("déposée le", null=True, blank=True)
    # What was typed and does not validate yet: {step: {field: [values]}}. Nothing typed is lost.
    saisie = models.JSONField(default=dict, blank=True, editable=False)
    # {step: token of the form that wrote it last}: two tabs never overwrite each other silently.
    ecritures = models.JSONField(default=dict, blank=True, editable=False)

    nombre_esms_national = models.PositiveIntegerField(
        "nombre total d’ESMS gérés",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Toutes régions confondues, y compris ceux qui ne participent pas.",
    )
    dui_acceptes = models.ManyToManyField(
        Dui, blank=True, related_name="candidatures", verbose_name="logiciels acceptés"
    )
    dui_de_la_grappe = models.BooleanField("nous suivrons le choix de la grappe", default=False)
    demarrage_souhaite_le = models.DateField("démarrage souhaité", null=True, blank=True)
    portage = models.CharField(
        "porteriez-vous une grappe ?", max_length=12, choices=Portage, blank=True
    )
    partenaires = models.ManyToManyField(
        OrganismeGestionnaire,
        blank=True,
        related_name="souhaitee_par",
        verbose_name="partenaires souhaités",
    )
    partenaires_precision = models.TextField("avec qui souhaitez-vous travailler ?", blank=True)
    refus = models.ManyToManyField(
        OrganismeGestionnaire,
        blank=True,
        related_name="refusee_par",
        verbose_name="organismes à éviter",
    )
    refus_precision = models.TextField("avec qui ne souhaitez-vous pas travailler ?", blank=True)
    besoin_amoa = models.BooleanField("assistance à maîtrise d’ouvrage", default=False)
    besoin_equipement = models.BooleanField("équipement informatique", default=False)
    commentaire = models.TextField("commentaire", blank=True)
    notice_lue_le = models.DateTimeField("notice RGPD lue le", null=True, blank=True)

    objects = CandidatureQuerySet.as_manager()

    class Meta:
        verbose_name = "candidature"
        ordering = ["-deposee_le", "-creee_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    statut=StatutCandidature.BROUILLON, deposee_le__isnull=True, numero__isnull=True
                )
                | (
                    ~Q(statut=StatutCandidature.BROUILLON)
                    & Q(
                        deposee_le__isnull=False,
                        numero__isnull=False,
                        organisme__isnull=False,
                    )
                ),
                name="candidature_deposee_a_numero_et_organisme",
                violation_error_message=(
                    "Une candidature déposée a un organisme, une date et un numéro ; "
                    "un brouillon n’a ni date ni numéro."
                ),
            ),
        ]
        indexes = [models.Index(fields=["campagne", "statut"], name="candidature_par_statut")]

    def __str__(self) -> str:
        nom = str(self.organisme) if self.organisme else "organisme à préciser"
        return f"{self.numero} – {nom}" if self.numero else f"Brouillon {self.pk} – {nom}"

    @property
    def est_modifiable(self) -> bool:
        return self.statut in MODIFIABLES

    @property
    def pourrait_porter(self) -> bool:
        return self.portage in (self.Portage.OUI, self.Portage.ACCOMPAGNE)

    def contact(self, role: str) -> "Contact | None":
        return next((c for c in self.contacts.all() if c.role == role), None)

    @property
    def titulaire(self) -> "Contact | None":
        return self.contact(Contact.Role.TITULAIRE)

    @property
    def suppleant(self) -> "Contact | None":
        return self.contact(Contact.Role.SUPPLEANT)

    @property
    def projet(self) -> "Candidature.Projet":
        """What its lines add up to: *mixte* if they differ."""
        projets = {ligne.type_projet for ligne in self.lignes.all() if ligne.retenue}
        projets -= {"", self.Projet.A_DEFINIR}
        if not projets:
            return self.Projet.A_DEFINIR
        return self.Projet(projets.pop()) if len(projets) == 1 else self.Projet.MIXTE


class Contact(models.Model):
    """A person to write to. A *suppléant* here is a contact person's deputy."""

    class Role(models.TextChoices):
        TITULAIRE = "titulaire", "Contact principal"
        SUPPLEANT = "suppleant", "Second contact"

    class Fonction(models.TextChoices):
        DIRECTION = "direction", "Direction"
        SI = "si", "Systèmes d’information"
        QUALITE = "qualite", "Qualité"
        PROJET = "projet", "Conduite de projet"
        AUTRE = "autre", "Autre fonction"

    candidature = models.ForeignKey(
        Candidature, models.CASCADE, related_name="contacts", verbose_name="candidature"
    )
    role = models.CharField("rôle", max_length=10, choices=Role, default=Role.TITULAIRE)
    prenom = models.CharField("prénom", max_length=80)
    nom = models.CharField("nom", max_length=80)
    fonction = models.CharField("fonction", max_length=12, choices=Fonction, blank=True)
    courriel = models.EmailField("adresse électronique")
    telephone = models.CharField(
        "téléphone", max_length=20, blank=True, validators=[valider_telephone]
    )
    confirme_le = models.DateTimeField("adresse confirmée le", null=True, blank=True)
    relances_refusees_le = models.DateTimeField("relances refusées le", null=True, blank=True)
    # Accents and case folded: searched alike on both databases.
    recherche = models.CharField(max_length=420, editable=False, default="")

    class Meta:
        verbose_name = "contact"
        ordering = ["-role"]
        constraints = [
            models.UniqueConstraint(
                fields=["candidature", "role"],
                name="contact_unique_par_role",
                violation_error_message="Cette candidature a déjà un contact de ce rôle.",
            )
        ]
        indexes = [models.Index(fields=["courriel"], name="contact_par_courriel")]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        self.recherche = replier(f"{self.prenom} {self.nom} {self.courriel}")
        if update_fields is not None:
            update_fields = {"recherche", *update_fields}
        super().save(update_fields=update_fields, **options)
