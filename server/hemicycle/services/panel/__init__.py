"""The panel: candidates, the draw, seats and those invited to them."""
