"""Applications to the panel, its draw, seats and answers."""
