"""Who signs in: staff, and managers with their territory."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from grappes.models.territoire import Departement


class User(AbstractUser):
    """A person with a password. Candidates have none: they come by links."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class Gestionnaire(models.Model):
    """A manager (ARS, GRADeS, direction): reads the pilotage of a territory, changes nothing."""

    user = models.OneToOneField(
        User, models.CASCADE, related_name="gestionnaire", verbose_name="compte"
    )
    structure = models.CharField("structure", max_length=120, blank=True)
    departements = models.ManyToManyField(
        Departement, related_name="gestionnaires", verbose_name="départements"
    )

    class Meta:
        verbose_name = "gestionnaire"

    def __str__(self) -> str:
        return str(self.user)
