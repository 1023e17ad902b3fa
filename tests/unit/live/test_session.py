"""The conversation of a connection, rule by rule, without a socket."""

from __future__ import annotations

import pytest

from hemicycle.live.session import Answer, Effect, Join, Leave, Publish, Run, Send, Serve, Session
from hemicycle.live.settings import LiveSettings
from hemicycle_protocol.codec import encode, pack
from hemicycle_protocol.errors import CloseCode, Code, WireError
from hemicycle_protocol.messages import (
    Chunk,
    Command,
    Fault,
    Group,
    Hello,
    Message,
    Pong,
    Refused,
    Reply,
    Subscribe,
    Unsubscribe,
    Unsubscribed,
    Welcome,
)
from hemicycle_protocol.topics import parse_topic
from hemicycle_protocol.views import Position
from tests.support.hub import Truth
from tests.support.live import Keeper

SETTINGS = LiveSettings()
PROGRAM = "debate/d1/program"


class Talk:
    """A session and the clock it is given."""

    def __init__(self, *, media: bool = False) -> None:
        self.session = Session(media=media)
        self.keeper = Keeper(Truth())
        self.mono = 0

    def say(self, message: Message | bytes) -> list[Effect]:
        data = message if isinstance(message, bytes) else encode(message)
        assert self.session.frames_left(SETTINGS, self.mono) > 0
        self.session.spend(1)
        return self.session.receive(data, self.keeper, SETTINGS, id_="s1", now=5, mono=self.mono)

    def enter(self, token: str | None = None) -> Talk:
        self.say(Hello([1], token))
        return self


def closed(talk: Talk, message: Message | bytes) -> CloseCode:
    with pytest.raises(WireError) as error:
        talk.say(message)
    return error.value.code


def joined(name: str, since: Position | None = None) -> Join:
    topic = parse_topic(name)
    assert topic is not None
    return Join(topic, since)


def test_hello_is_answered_by_welcome_with_who_one_is() -> None:
    """[S3]"""
    talk = Talk()
    (effect,) = talk.say(Hello([1, 2], "ada:citizen"))
    assert isinstance(effect, Send)
    assert isinstance(effect.message, Welcome)
    assert effect.message.session == "s1"
    assert effect.message.server_time_ms == 5
    assert effect.message.you is not None
    assert effect.message.you.name == "Ada"
    assert talk.session.is_open


def test_versions_without_ours_end_the_session() -> None:
    """[S3]"""
    assert closed(Talk(), Hello([2])) is CloseCode.VERSION


@pytest.mark.parametrize(
    ("token", "code"),
    [("ada:expired", CloseCode.TOKEN_EXPIRED), ("forged", CloseCode.TOKEN_INVALID)],
)
def test_a_token_that_is_not_good_ends_the_session(token: str, code: CloseCode) -> None:
    """[S4]"""
    talk = Talk()
    assert closed(talk, Hello([1], token)) is code
    assert not talk.session.is_open


@pytest.mark.parametrize(
    "message", [Command(1, "say", {}), Subscribe("debate/d1"), Pong(1), pack({"type": "nonsense"})]
)
def test_anything_before_hello_ends_the_session(message: Message | bytes) -> None:
    """[S6]"""
    assert closed(Talk(), message) is CloseCode.HELLO_EXPECTED


def test_a_second_hello_is_a_fault_and_changes_nothing() -> None:
    """[S6]"""
    talk = Talk().enter()
    assert talk.say(Hello([1], "eve:organiser")) == [Send(Fault("not_now", "hello"))]
    assert talk.session.you is None


def test_an_unknown_type_is_a_fault() -> None:
    """[W5]"""
    assert Talk().enter().say(pack({"type": "dance"})) == [Send(Fault("unknown_type", "dance"))]


@pytest.mark.parametrize("data", [b"", b"\xff\xff", pack([1]), pack({"type": "command", "ref": "x"})])
def test_what_is_not_a_message_ends_the_session(data: bytes) -> None:
    """[W4]"""
    assert closed(Talk().enter(), data) is CloseCode.MALFORMED


def test_a_message_above_the_limit_ends_the_session() -> None:
    """[W3]"""
    assert closed(Talk().enter(), Command(1, "say", {"text": "x" * 70_000})) is CloseCode.TOO_LARGE


def test_following_and_leaving() -> None:
    """[T2]"""
    talk = Talk().enter()
    since = Position("e", 3)
    assert talk.say(Subscribe("debate/d1", since)) == [joined("debate/d1", since)]
    assert list(talk.session.topics) == ["debate/d1"]
    again = talk.say(Subscribe("debate/d1"))
    assert again == [Leave("debate/d1"), joined("debate/d1")]
    assert talk.say(Unsubscribe("debate/d1")) == [Leave("debate/d1"), Send(Unsubscribed("debate/d1"))]
    assert talk.say(Unsubscribe("debate/d1")) == [Send(Unsubscribed("debate/d1"))]


@pytest.mark.parametrize(
    "name", ["", "debate", "debate/", "debate/a b", "cellar/d1", "debate/d1/cellar", PROGRAM]
)
def test_a_topic_that_is_none_is_refused(name: str) -> None:
    """[T2, M1] Streams are followed on the media socket only."""
    assert Talk().enter().say(Subscribe(name)) == [Send(Unsubscribed(name, "unknown_topic"))]


def test_media_sockets_follow_streams_only() -> None:
    """[M1]"""
    talk = Talk(media=True).enter()
    assert talk.say(Subscribe(PROGRAM)) == [joined(PROGRAM)]
    assert talk.say(Subscribe("debate/d1")) == [Send(Unsubscribed("debate/d1", "unknown_topic"))]
    assert talk.say(Command(1, "say", {})) == [Send(Fault("not_now", "command"))]


def test_a_topic_one_may_not_follow_is_refused() -> None:
    """[T2]"""
    assert Talk().enter().say(Subscribe("debate/d1/desk")) == [
        Send(Unsubscribed("debate/d1/desk", Code.SIGN_IN))
    ]
    assert Talk().enter("ada:citizen").say(Subscribe("debate/d1/desk")) == [
        Send(Unsubscribed("debate/d1/desk", Code.FORBIDDEN))
    ]
    assert Talk().enter("mo:moderator").say(Subscribe("debate/d1/desk")) == [joined("debate/d1/desk")]


def test_topics_are_limited() -> None:
    """[T2]"""
    talk = Talk().enter()
    for n in range(SETTINGS.limits.topics):
        talk.say(Subscribe(f"process/p{n}"))
    assert talk.say(Subscribe("process/more")) == [Send(Unsubscribed("process/more", "too_many_topics"))]
    talk.say(Unsubscribe("process/p0"))
    talk.mono += 1_000
    assert talk.say(Subscribe("process/more")) == [joined("process/more")]


def test_commands_faster_than_allowed_are_refused_with_when_to_come_back() -> None:
    """[S7]"""
    talk = Talk().enter("ada:citizen")
    for n in range(SETTINGS.commands_burst):
        assert talk.say(Command(n, "say", {})) == [Run(Command(n, "say", {}))]
    (refused,) = talk.say(Command(99, "say", {}))
    assert refused == Send(Refused(99, Code.RATE_LIMITED, {"retry_after_ms": 50}))
    talk.mono += 50
    assert isinstance(talk.say(Command(100, "say", {}))[0], Run)


def test_frames_are_counted_whatever_is_in_them() -> None:
    """[S7] [H5]"""
    talk = Talk().enter()
    assert talk.session.frames_left(SETTINGS, 0) == SETTINGS.messages_burst - 1  # hello was one
    talk.session.spend(SETTINGS.messages_burst)
    assert talk.session.frames_left(SETTINGS, 0) < 0
    assert talk.session.frames_left(SETTINGS, 1_000) == SETTINGS.messages_per_s - 1


def test_a_subscription_counts_as_five_frames() -> None:
    """[S7] [H4] All topics may be followed at once, and not again and again."""
    talk = Talk().enter()
    for n in range(SETTINGS.limits.topics):
        talk.say(Subscribe(f"process/p{n}"))
    assert talk.session.frames_left(SETTINGS, 0) == SETTINGS.messages_burst - 1 - 5 * SETTINGS.limits.topics
    for _ in range(7):
        talk.say(Subscribe("process/p0"))
    assert closed(talk, Subscribe("process/p0")) is CloseCode.FLOODING


def test_commands_under_way_are_limited() -> None:
    """Each takes memory until it is answered."""
    talk = Talk().enter("ada:citizen")
    talk.session.running = SETTINGS.commands_at_once
    assert talk.say(Command(1, "say", {})) == [Send(Refused(1, Code.BUSY))]


def test_only_the_stage_publishes_and_only_its_debate() -> None:
    """[M1]"""
    group, other = Group(PROGRAM, 1, 0, "m", b""), Group("debate/d2/program", 1, 0, "m", b"")
    stage = Talk(media=True).enter("st:stage")
    assert stage.say(group) == [Publish(group)]
    assert stage.say(Chunk(PROGRAM, 1, 0, 0, bytes(500_000)))[0] is not None
    assert stage.say(other) == [Send(Fault("not_now", "publishing debate/d2/program"))]
    assert Talk(media=True).enter("ada:citizen").say(group) == [
        Send(Fault("not_now", f"publishing {PROGRAM}"))
    ]
    assert stage.say(Group("debate/d1", 1, 0, "m", b"")) == [Send(Fault("not_now", "publishing debate/d1"))]


def test_the_stage_is_not_counted_against_the_message_limit() -> None:
    stage = Talk(media=True).enter("st:stage")
    for n in range(1_000):
        assert stage.say(Chunk(PROGRAM, 1, n, 0, b""))


def test_the_stage_answers_calls_about_its_debate() -> None:
    (_, serve) = Talk().say(Hello([1], "st:stage"))
    assert serve == Serve("debate/d1")
    reply = Reply(4, {"sdp": "v=0"})
    assert Talk().enter("st:stage").say(reply) == [Answer(reply)]
    assert Talk().enter("ada:citizen").say(reply) == [Send(Fault("not_now", "reply"))]
    assert len(Talk(media=True).say(Hello([1], "st:stage"))) == 1


@pytest.mark.parametrize(
    ("token", "counts"),
    [(None, True), ("ada:citizen", True), ("mo:moderator", False), ("d:dashboard", False)],
)
def test_viewers_and_citizens_are_the_audience(token: str | None, counts: bool) -> None:
    assert Talk().enter(token).session.is_audience is counts
