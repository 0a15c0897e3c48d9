from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grappes", "0004_les_listes_officielles")]

    operations = [
        migrations.AddField(
            model_name="geste",
            name="malgre",
            field=models.TextField(blank=True, editable=False, verbose_name="malgré"),
        ),
    ]
