"""Receive the mails of the demo over SMTP and keep them for /demo/courriels/."""

import asyncio
import signal
from argparse import ArgumentParser

from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from grappes.demo.mailbox import Mailbox


class Command(BaseCommand):
    help = "Reçoit les courriels de la démonstration ; ils se lisent sur /demo/courriels/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=1025)

    def handle(self, *args, port: int, **options) -> None:
        if not settings.DEMO:
            raise CommandError("Cette boîte aux lettres n’existe qu’en démonstration (DEMO=1).")
        asyncio.run(self._serve(port))

    async def _serve(self, port: int) -> None:
        mailbox = Mailbox(settings.MAILBOX_DIR)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(mailbox, enable_SMTPUTF8=True, ident="Grappes"), "127.0.0.1", port
        )
        stopped = asyncio.Event()
        for signum in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(signum, stopped.set)
        number = server.sockets[0].getsockname()[1]
        self.stdout.write(f"À l’écoute sur 127.0.0.1:{number}")
        async with server:
            await stopped.wait()
