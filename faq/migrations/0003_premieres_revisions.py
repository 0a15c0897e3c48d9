"""Give every question its first revision, and every vote the revision that it judged."""

import hashlib

from django.db import migrations
from django.db.models import Min

PERDU = "Texte d’avant l’historique : il n’a pas été conservé."
PREMIERE = "Première révision conservée."


def ouvrir_l_historique(apps, schema_editor):
    for question in apps.get_model("faq", "Question").objects.iterator():
        revisions = revisions_de(apps, question)
        for version, revision in revisions.items():
            question.votes.filter(version=version).update(revision=revision)


def revisions_de(apps, question):
    """The revisions of a question by the stamp that its votes carry, the present text last.

    A vote may judge a text that was edited since: all that remains of it is the vote.
    """
    Revision = apps.get_model("faq", "Revision")
    presente = version(question)
    anciennes = (
        question.votes.exclude(version=presente)
        .values_list("version")
        .annotate(premier=Min("vote_le"))
        .order_by("premier", "version")
    )
    revisions = {
        ancienne: Revision.objects.create(
            question=question, numero=numero, intitule=question.question, le=le, motif=PERDU
        )
        for numero, (ancienne, le) in enumerate(anciennes, start=1)
    }
    revisions[presente] = Revision.objects.create(
        question=question,
        numero=len(revisions) + 1,
        intitule=question.question,
        reponse=question.reponse,
        formulations=question.formulations,
        source=question.source,
        source_url=question.source_url,
        rubrique=question.rubrique,
        le=question.modifie_le,
        motif=PREMIERE,
    )
    return revisions


def version(question):
    """The stamp of votes as it was computed when they were cast."""
    lu = f"{question.question}\n{question.reponse}"
    return hashlib.sha256(lu.encode()).hexdigest()[:16]


class Migration(migrations.Migration):

    dependencies = [("faq", "0002_revisions_et_relectures")]

    operations = [migrations.RunPython(ouvrir_l_historique, migrations.RunPython.noop)]
