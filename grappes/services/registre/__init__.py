"""The FINESS register and the reference tables: loaded, measured, searched."""
