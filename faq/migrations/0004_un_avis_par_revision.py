import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("faq", "0003_premieres_revisions")]

    operations = [
        migrations.RemoveConstraint(model_name="vote", name="faq_vote_unique"),
        migrations.RemoveIndex(model_name="vote", name="faq_vote_par_question"),
        migrations.RemoveField(model_name="vote", name="question"),
        migrations.RemoveField(model_name="vote", name="version"),
        migrations.AlterField(
            model_name="vote",
            name="revision",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="votes", to="faq.revision", verbose_name="révision"),
        ),
        migrations.AddIndex(
            model_name="vote",
            index=models.Index(fields=["revision", "vote_le"], name="faq_vote_par_revision"),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(fields=("revision", "visiteur"), name="faq_vote_unique"),
        ),
    ]
