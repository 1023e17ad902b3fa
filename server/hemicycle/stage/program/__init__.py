"""The program of a debate: one continuous picture and sound, live, as HLS and as a recording.

What the seats send comes in as whole pictures and packets; transport is the forwarding part's business,
and who may see the result is the gateway's.
"""

from .program import Program
from .reports import ProgramReports

__all__ = ["Program", "ProgramReports"]
