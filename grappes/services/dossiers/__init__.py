"""A candidature from its first word to its verdict, and who may open it."""
