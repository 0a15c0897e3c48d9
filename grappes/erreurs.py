"""Refusals of the domain, each with a French sentence for the person who acted."""


class ErreurMetier(Exception):
    """An act that the domain refuses; `str()` is shown as it is."""


class TransitionInterdite(ErreurMetier):
    """The table of `workflow` does not hold this act from this status, or its guard refuses it."""


class TransitionConcurrente(ErreurMetier):
    """Somebody else changed the status first; the message says who did what, when."""
