"""Who sits on the panel: rules of the ranking, the draw, the seats and the file that proves them. Pure."""
