"""The map of a campagne, drawn on the server: outlines, dots, shapes."""
