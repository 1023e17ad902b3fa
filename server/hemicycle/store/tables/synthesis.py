"""Families of arguments, placements and published syntheses."""
