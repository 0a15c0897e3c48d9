"""Who signs in: staff, and managers with their territory."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with a password. Candidates have none: they come by links."""

    def __str__(self) -> str:
        return self.get_full_name() or self.username
