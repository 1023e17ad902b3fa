"""Measurements of single parts; the whole server is measured in load_tests."""
