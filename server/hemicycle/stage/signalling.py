"""What a panelist's browser and the stage say to each other to make the two connections of a seat.

The browser sends the command `negotiate {debate, leg, attempt, sdp?, video?}`; it reaches the stage as a
`call`. Every connection is made once and never renegotiated: whoever comes back makes a new one with a new
`attempt` (any string of at most 64 characters, never used before). There is no trickle: a description holds
its candidates, and those of the stage are enough. The stage needs no ICE servers; STUN or TURN are the
browser's.

`publish` (`sdp`: the browser's offer) → `{sdp}`, the stage's answer.
    One audio and one video m-line, `sendonly`, bundled; Opus and H.264 (packetization-mode 1) must be among
    the codecs, nothing else is accepted. A browser without H.264 leaves the video m-line out. The video
    m-line may offer layers, `a=rid:h send`, `a=rid:l send`, `a=simulcast:send h;l`: h is the picture (720p, ≤
    1.2 Mbit/s), l the thumbnail (a quarter of it). Tracks may be absent, replaced or disabled at any time.
    The seat changes over to the new connection when it stands; the one before is closed then.

`probe` (`sdp`: an offer as for `publish`) → `{sdp}`.
    The same connection, but its media goes nowhere: for measuring the upload. It ends after two minutes.

`receive` without `sdp` → `{sdp, slots}`: the stage's offer.
    `slots` is a list of `{mid, kind, seat}`, one `audio` and one `video` for each other seat of the debate,
    all m-lines `sendonly` from the stage. A slot belongs to its seat for the life of the connection: who is
    absent sends nothing, who comes back goes on in the same track, a change of layer is a keyframe of another
    size. Each track stands in a MediaStream of its own: a picture does not wait for the voice. With `video:
    false` there are voices only: a browser without H.264 would have to refuse the rest, which aiortc cannot
    read.
`receive` with `sdp` and the same `attempt` → `{}`: the browser's answer. The connection before is closed.

Refusals: `invalid` (a description that cannot be read, or without H.264 and Opus), `expired` (an answer to an
offer that is not the newest of this seat), `busy` (too many exchanges at once), `unavailable` (no UDP port).
"""

from __future__ import annotations

import asyncio
import logging

from hemicycle_protocol.errors import Code, Refused
from hemicycle_protocol.messages import Call, Reply

from .legs import NoH264
from .room import Room
from .rtc_compat import NoPort

# Reading a description holds up the whole stage for up to 30 ms: one after the other, and not too many.
WAITING = 32
ATTEMPT_CHARACTERS = 64

_log = logging.getLogger(__name__)


class Signalling:
    """Answers the calls of panelists, one at a time."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._turn = asyncio.Lock()
        self._waiting = 0

    async def answer(self, call: Call) -> Reply:
        """The reply to a call; whatever goes wrong is a code in it."""
        if self._waiting >= WAITING:
            return Reply(call.ref, code=Code.BUSY)
        self._waiting += 1
        try:
            async with self._turn:
                return Reply(call.ref, await self._negotiate(call))
        except Refused as refused:
            return Reply(call.ref, code=refused.code)
        except (NoH264, ValueError) as error:
            _log.warning("seat %s: description refused: %s", call.seat, error or type(error).__name__)
            return Reply(call.ref, code=Code.INVALID)
        except NoPort:
            _log.error("seat %s: there is no address and port to offer", call.seat)
            return Reply(call.ref, code=Code.UNAVAILABLE)
        except Exception:  # a description that aiortc chokes on must not end the stage
            _log.exception("seat %s: negotiation failed", call.seat)
            return Reply(call.ref, code=Code.UNAVAILABLE)
        finally:
            self._waiting -= 1

    async def _negotiate(self, call: Call) -> dict[str, object]:
        leg, sdp = call.args.get("leg"), call.args.get("sdp")
        attempt = str(call.args.get("attempt", ""))[:ATTEMPT_CHARACTERS]
        match leg, sdp:
            case "publish", str():
                return {"sdp": await self._room.publish(call.seat, attempt, sdp)}
            case "probe", str():
                return {"sdp": await self._room.probe(call.seat, attempt, sdp)}
            case "receive", None:
                wants_video = call.args.get("video") is not False
                offer, slots = await self._room.offer(call.seat, attempt, video=wants_video)
                return {"sdp": offer, "slots": [slot._asdict() for slot in slots]}
            case "receive", str():
                await self._room.accept(call.seat, attempt, sdp)
                return {}
        raise Refused(Code.INVALID, field="leg")
