"""Grappes: their members, what is proposed, who may read whose name."""
