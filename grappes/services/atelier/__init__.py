"""The workshop: the problem of a campagne, scenarios, moves, constraints."""
