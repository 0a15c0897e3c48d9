from grappes.models.comptes import User

__all__ = ["User"]
