"""`python -m hemicycle`: the command line."""

from .cli import app

app()
