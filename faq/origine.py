"""Where a question is asked from: a key of another app, signed so that nobody can invent one."""

from urllib.parse import urlencode

from django.core import signing
from django.urls import reverse

SEL = "faq.origine"


def adresse_pour_poser(origine: str) -> str:
    """The address of the form, carrying this origin."""
    signee = signing.Signer(salt=SEL).sign(origine)
    return f"{reverse('faq:poser')}?{urlencode({'origine': signee})}"


def lire_origine(signee: str) -> str:
    """The origin behind what a form carried; empty when it was not signed here."""
    try:
        return signing.Signer(salt=SEL).unsign(signee)
    except signing.BadSignature:
        return ""
