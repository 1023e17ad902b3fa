"""How long a test waits for what must come. Only one that fails waits so long, so it is generous: a busy
machine is late, and that is no fault."""

PATIENCE_S = 60
PATIENCE_MS = PATIENCE_S * 1_000
