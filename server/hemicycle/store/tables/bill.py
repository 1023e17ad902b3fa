"""Bills, their articles and links, steps, and public supports."""
