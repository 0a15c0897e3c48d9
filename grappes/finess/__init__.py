"""The FINESS register without Django: numbers, official extracts, coordinates, fictitious data."""
