"""The synthesis: arguments that say the same, brought together in families."""
