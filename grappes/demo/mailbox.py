"""A mailbox in a directory: an SMTP handler that fills it, and what a page shows of it.

One .eml file a message, named by its moment: the names' order is that of arrival.
"""

import email
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default as policy
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

# Said by the envelope alone, so that a hidden copy shows too.
RECIPIENTS = "X-Envelope-To"


@dataclass(frozen=True)
class Courriel:
    """One received message. `html` is untrusted and None when there is no such version."""

    id: str
    recu_le: datetime
    destinataires: str
    expediteur: str
    objet: str
    texte: str = ""
    html: str | None = None


class Mailbox:
    """Raises nothing for a directory that is not there yet: it is an empty mailbox."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.store(content, envelope.rcpt_tos)
        return "250 OK"

    def store(self, content: bytes, recipients: list[str]) -> str:
        """Write one message and return its id; a reader never meets half of it."""
        self.directory.mkdir(parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(3)}"
        unfinished = self.directory / f"{name}.tmp"
        unfinished.write_bytes(f"{RECIPIENTS}: {', '.join(recipients)}\r\n".encode() + content)
        unfinished.rename(self._path(name))
        return name

    def courriels(self, destinataire: str = "") -> Iterator[Courriel]:
        """Yield the messages, newest first, whose recipients contain `destinataire`; no bodies."""
        for path in sorted(self.directory.glob("*.eml"), reverse=True):
            courriel = _summary(path.stem, _parse(path, headers_only=True))
            if destinataire.strip().casefold() in courriel.destinataires.casefold():
                yield courriel

    def courriel(self, identifiant: str) -> Courriel | None:
        """Read one message whole; None if there is none of that id."""
        path = self._path(identifiant)
        if not path.exists():
            return None
        message = _parse(path)
        return Courriel(
            **vars(_summary(identifiant, message))
            | {"texte": _body(message, "plain") or "", "html": _body(message, "html")}
        )

    def _path(self, identifiant: str) -> Path:
        return self.directory / f"{identifiant}.eml"


def _parse(path: Path, headers_only: bool = False) -> EmailMessage:
    content = path.read_bytes()
    if headers_only:
        content = content.partition(b"\r\n\r\n")[0]
    return email.message_from_bytes(content, policy=policy)


def _summary(identifiant: str, message: EmailMessage) -> Courriel:
    moment = datetime.strptime(identifiant.partition("-")[0], "%Y%m%dT%H%M%S%f%z")
    return Courriel(
        id=identifiant,
        recu_le=moment,
        destinataires=str(message[RECIPIENTS] or ""),
        expediteur=str(message["From"] or ""),
        objet=str(message["Subject"] or "(sans objet)"),
    )


def _body(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return None if part is None else str(part.get_content())
