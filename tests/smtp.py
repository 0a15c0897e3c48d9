"""A real SMTP server that can be told to behave badly."""

import asyncio
import contextlib
import email
import email.policy
import socket
import threading

from aiosmtpd.controller import Controller

REFUS = {"550": "550 Adresse inconnue", "451": "451 Revenez plus tard"}


class Boite:
    """Keeps what it receives; `consignes` says how each coming message is answered, in order.

    "550" and "451" refuse the recipient, "550-data" the message, "coupe" takes it and hangs up.
    `lenteur` is the number of seconds that each message takes.
    """

    def __init__(self):
        self.messages = []
        self.consignes = []
        self.lenteur = 0
        self.lock = threading.Lock()

    @property
    def destinataires(self):
        return [message["To"] for message in self.messages]

    def _consigne(self, *connues):
        with self.lock:
            if self.consignes and self.consignes[0] in connues:
                return self.consignes.pop(0)
        return None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if refus := self._consigne("550", "451"):
            return REFUS[refus]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(self.lenteur)
        if self._consigne("550-data"):
            return "550 Message refusé"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.lock:
            self.messages.append(message)
        if self._consigne("coupe"):
            server.transport.abort()
        return "250 OK"


def port_libre():
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        return libre.getsockname()[1]


@contextlib.contextmanager
def serveur(port=None):
    """Give the mailbox and the port of a server that runs in a thread of its own."""
    boite = Boite()
    controleur = Controller(boite, hostname="127.0.0.1", port=port or port_libre())
    controleur.start()
    try:
        yield boite, controleur.port
    finally:
        controleur.stop(no_assert=True)


@contextlib.contextmanager
def serveur_muet():
    """Give the port of a server that accepts and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as muet:
        yield muet.getsockname()[1]
