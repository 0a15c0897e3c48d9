from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grappes", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="jeton",
            name="adresse",
            # Links sent before have no known address: they die, and a new one is a click away.
            field=models.EmailField(
                default="", max_length=254, verbose_name="adresse qui l’a reçu"
            ),
            preserve_default=False,
        )
    ]
