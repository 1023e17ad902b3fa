"""Hemicycle: live debate and participation server. See README.md for the map of its folders."""
