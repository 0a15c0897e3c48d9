"""The settings of a grappe, as its page draws them and as a browser posts them."""

from django.urls import reverse


def adresse(grappe):
    return reverse("admin:grappes_grappe_change", args=[grappe.pk])


def dessiner(client, grappe):
    """What the form of the page would post now, untouched."""
    contexte = client.get(adresse(grappe)).context
    form = contexte["adminform"].form
    montres = {nom: str(form[nom].value() or "") for nom in form.fields}
    return (
        montres
        | {f"initial-{nom}": valeur for nom, valeur in montres.items()}
        | {"vu": contexte["vu"]}
    )
