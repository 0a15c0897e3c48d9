"""A real web server on this machine, that answers as its paths say."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Reponse(BaseHTTPRequestHandler):
    """`/404` answers 404, `/vers/…` redirects, `/get-seulement` refuses HEAD, `/lent` waits."""

    def do_HEAD(self):
        self._repondre("HEAD")

    def do_GET(self):
        self._repondre("GET")

    def _repondre(self, methode):
        self.server.vues.append((methode, self.path))
        nom = self.path.lstrip("/")
        if nom == "lent":
            self.server.fin.wait(5)
        if nom.startswith("vers/"):
            self.send_response(302)
            self.send_header("Location", nom.removeprefix("vers/"))
        elif nom == "get-seulement":
            self.send_response(405 if methode == "HEAD" else 200)
        else:
            self.send_response(int(nom) if nom.isdecimal() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Say nothing: pytest shows what failed."""


@contextlib.contextmanager
def serveur():
    """Give the base address of a running server, and the list of what it was asked."""
    local = ThreadingHTTPServer(("127.0.0.1", 0), _Reponse)
    local.vues, local.fin = [], threading.Event()
    fil = threading.Thread(target=local.serve_forever, kwargs={"poll_interval": 0.02})
    fil.start()
    try:
        yield f"http://127.0.0.1:{local.server_port}", local.vues
    finally:
        local.fin.set()
        local.shutdown()
        local.server_close()
        fil.join()
