"""One evening, live and on camera, for all tests of this folder: one after the other, with nothing beside."""
