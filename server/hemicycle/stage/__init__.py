"""The media process: forwards panelists to each other and makes the program that viewers watch."""
