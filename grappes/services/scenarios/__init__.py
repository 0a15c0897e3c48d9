"""Proposals of the optimiser: asked for, computed, read, judged, compared, amended, applied."""
