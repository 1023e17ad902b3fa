"""Simulated panelists: real WebRTC clients with generated pictures and voices, for the demonstration.

They take their seats over `/live` and negotiate with the stage exactly as a browser does; only the people are
made up. `__main__` starts them as a process of their own.
"""
