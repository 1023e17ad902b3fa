"""The presentation of a process: its tree of problem, causes and solutions, and versions."""
