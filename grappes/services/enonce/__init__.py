"""What the optimiser is asked: candidatures, promises and wishes of a campagne, in its words."""
