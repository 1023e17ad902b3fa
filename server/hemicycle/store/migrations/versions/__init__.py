"""The history of the tables, run by `open_database`."""
