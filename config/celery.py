"""The Celery application: what beat ticks, how workers behave.

Redis carries nudges only; the truth is in the database (`Courriel`, `Job`). A task takes no
business argument and may run twice, late or together with its twin.
"""

import os

from celery import Celery
from kombu.transport.redis import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("grappes")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Nothing needs to be handed back when the broker goes away: what a tick missed, the next one does.
# See CELERY_BROKER_TRANSPORT_OPTIONS for the other half.
Channel.do_restore = False
