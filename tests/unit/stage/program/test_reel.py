"""Whose picture a reel takes, and from when on."""

from __future__ import annotations

from hemicycle.stage.program.boxes import AudioSetup
from hemicycle.stage.program.reel import Reel
from hemicycle.stage.units import VideoUnit
from tests.support.media import Camera

ORIGIN = 1_000_000
AUDIO = AudioSetup(bytes.fromhex("118856e500"), 1)


def reel() -> Reel:
    return Reel("debate/d1/program/low", ORIGIN, AUDIO, lambda _: None, ORIGIN)


def picture(camera: Camera, *, is_key: bool) -> VideoUnit:
    if is_key:
        camera.ask()
    return camera.picture(ORIGIN)


def test_a_reel_begins_with_a_key_picture_of_who_is_wanted() -> None:
    film, camera = reel(), Camera(64, 64)
    key, other = picture(camera, is_key=True), picture(camera, is_key=False)
    assert not film.show("a", other, ORIGIN, is_wanted=True)
    assert not film.show("a", key, ORIGIN, is_wanted=False)
    assert film.show("a", key, ORIGIN, is_wanted=True)
    assert film.show("a", other, ORIGIN + 40, is_wanted=False)
    assert film.seat == "a"


def test_another_layer_of_who_is_shown_begins_with_a_key_picture_too() -> None:
    film, large, small = reel(), Camera(64, 64), Camera(32, 32)
    assert film.show("a", picture(large, is_key=True), ORIGIN, is_wanted=True)
    film.wishes.is_due("a", "a", ORIGIN)
    picture(small, is_key=True)
    assert not film.show("a", picture(small, is_key=False), ORIGIN + 40, is_wanted=True)
    assert film.wishes.is_due("a", "a", ORIGIN + 600), "a key picture is wished for at once"
    assert film.show("a", picture(small, is_key=True), ORIGIN + 700, is_wanted=True)
    assert not film.show("a", picture(large, is_key=False), ORIGIN + 740, is_wanted=True)


def test_whoever_was_dropped_begins_again_with_a_key_picture() -> None:
    film, camera = reel(), Camera(64, 64)
    film.show("a", picture(camera, is_key=True), ORIGIN, is_wanted=True)
    film.drop(ORIGIN + 40)
    assert film.seat is None
    assert not film.show("a", picture(camera, is_key=False), ORIGIN + 80, is_wanted=True)


def test_another_connection_of_who_is_shown_begins_with_a_key_picture_too() -> None:
    """[T9] A browser that came back is another encoder: its pictures do not follow those of before."""
    film, before, after = reel(), Camera(64, 64), Camera(64, 64)
    assert film.show("a", picture(before, is_key=True), ORIGIN, is_wanted=True)
    picture(after, is_key=True)
    assert not film.show("a", picture(after, is_key=False), ORIGIN + 40, is_wanted=True)
    assert film.show("a", picture(after, is_key=True), ORIGIN + 80, is_wanted=True)
    assert film.show("a", picture(after, is_key=False), ORIGIN + 120, is_wanted=True)


def test_after_a_picture_that_was_left_out_the_next_is_a_key_picture() -> None:
    """[T9] A layer that was the best, was not, and is again: what it sent meanwhile is not in the reel."""
    film, camera = reel(), Camera(64, 64)
    assert film.show("a", picture(camera, is_key=True), ORIGIN, is_wanted=True)
    assert film.show("a", picture(camera, is_key=False), ORIGIN + 40, is_wanted=True)
    film.wishes.is_due("a", "a", ORIGIN)
    picture(camera, is_key=False)
    assert not film.show("a", picture(camera, is_key=False), ORIGIN + 120, is_wanted=True)
    assert film.wishes.is_due("a", "a", ORIGIN + 600), "a key picture is wished for at once"
    assert not film.show("a", picture(camera, is_key=False), ORIGIN + 640, is_wanted=True)
    assert film.show("a", picture(camera, is_key=True), ORIGIN + 680, is_wanted=True)
