"""Browsers for the tests of views: one per person."""

from django.test import Client

from grappes.models import Contact
from grappes.services.messagerie import jetons


def navigateur(candidature, contact=None):
    """The browser of a contact who opened the file by an access link (so: address confirmed)."""
    contact = contact or candidature.contacts.get(role=Contact.Role.TITULAIRE)
    client = Client()
    secret = jetons.creer(jetons.Usage.ACCES, contact)
    client.post(f"/liens/ouvrir/{secret}/")
    return client


def deposant(candidature):
    """The browser that filled the form: its address is not confirmed."""
    client = Client()
    session = client.session
    session["candidature"] = candidature.pk
    session.save()
    return client
