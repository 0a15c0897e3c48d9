import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('faq', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(verbose_name='numéro')),
                ('intitule', models.CharField(max_length=300, verbose_name='question')),
                ('reponse', models.TextField(blank=True, verbose_name='réponse')),
                ('formulations', models.TextField(blank=True, verbose_name='autres façons de poser la question')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='adresse de la source')),
                ('le', models.DateTimeField(default=django.utils.timezone.now, verbose_name='le')),
                ('motif', models.CharField(blank=True, max_length=200, verbose_name='motif')),
                ('auteur', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='auteur')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='revisions', to='faq.question', verbose_name='question')),
                ('rubrique', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='faq.rubrique', verbose_name='rubrique')),
            ],
            options={
                'verbose_name': 'révision',
                'ordering': ('-numero',),
                'constraints': [models.UniqueConstraint(fields=('question', 'numero'), name='faq_revision_numero_unique', violation_error_message='Cette révision existe déjà.')],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='publiee_a_partir_de',
            field=models.DateTimeField(blank=True, help_text='Heure de Paris. Vide : dès que l’état est « Publiée ».', null=True, verbose_name='publiée à partir de'),
        ),
        migrations.AddField(
            model_name='question',
            name='responsable',
            field=models.ForeignKey(blank=True, help_text='La personne du Collectif qui relit cette réponse.', limit_choices_to={'is_active': True, 'is_staff': True}, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='responsable'),
        ),
        migrations.AddField(
            model_name='question',
            name='motif_relecture',
            field=models.TextField(blank=True, default='', editable=False, verbose_name='pourquoi la relire'),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='question',
            name='depend_de_l_instruction',
            field=models.BooleanField(default=False, help_text='À relire dès que l’un des deux change.', verbose_name='dépend de l’instruction ou du règlement'),
        ),
        migrations.AddField(
            model_name='vote',
            name='revision',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='faq.revision', verbose_name='révision'),
        ),
    ]
