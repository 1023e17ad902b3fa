"""The presentation of a problem, its causes and solutions."""
