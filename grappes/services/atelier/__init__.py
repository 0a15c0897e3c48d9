"""The workshop: the board, and the one door of the moves by hand."""
