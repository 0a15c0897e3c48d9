"""The FAQ as files: what they hold, and how they are read with mistrust. Pure."""
