"""The browser of the tests, and how it is started."""

from __future__ import annotations

# Chromium without windows of its own: the same engine, at two thirds of the work.
CHROMIUM = "/usr/bin/chromium-headless-shell"
# The one that people have, which keeps the last pages in memory.
WHOLE_CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# With cameras and microphones that it makes up, and lets every page use.
DEVICES = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
