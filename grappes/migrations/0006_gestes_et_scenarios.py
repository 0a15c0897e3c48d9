import django.db.models.deletion
from django.db import migrations, models


def geste():
    return {
        "blank": True,
        "editable": False,
        "null": True,
        "on_delete": django.db.models.deletion.SET_NULL,
        "to": "grappes.geste",
        "verbose_name": "geste",
    }


class Migration(migrations.Migration):
    dependencies = [("grappes", "0005_promesses_et_echeances")]

    operations = [
        migrations.AddField(
            model_name="geste",
            name="malgre",
            field=models.TextField(blank=True, editable=False, verbose_name="malgré"),
        ),
        migrations.AddField(
            model_name="geste",
            name="creees",
            field=models.ManyToManyField(
                blank=True,
                editable=False,
                related_name="+",
                to="grappes.grappe",
                verbose_name="grappes créées",
            ),
        ),
        migrations.AddField(
            model_name="grappeenvisagee",
            name="geste",
            field=models.ForeignKey(related_name="envisagees", **geste()),
        ),
        migrations.AddField(
            model_name="derogation",
            name="geste",
            field=models.ForeignKey(related_name="derogations", **geste()),
        ),
    ]
