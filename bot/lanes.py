"""Whose turn it is: who has to be worked on stands in line in Redis, and the few jobs in RQ's queue work the lines off.

Every queue has lanes, one for each business number, and in each lane a line of chats (or of files). A signal puts a
chat into its line; it puts a job into RQ's queue only while there are fewer jobs than workers. A job takes the first of
a lane that nobody stood in before, or else of the one that has waited longest, works, and goes on with the next lane,
so that a store that is flooded delays its neighbours by what is being worked on and no more.

While somebody is worked on, another signal for him is only noted, and he stands in line again afterwards. Like every
signal all of this may be lost: what is marked is forgotten after some seconds, and the sweep finds who waits.
"""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct
from redis import Redis

# Seconds after which a signal that was lost counts no more, and a job that was.
WAITS_SECONDS: Final = 5
JOB_SECONDS: Final = 5
LINE_SECONDS: Final = 3600
FEWEST_JOBS: Final = 2
# Lanes stand in the order of their microseconds. Those that had nobody in line are set this much earlier, before zero
# and all others, as fair queues of networks do it: who asks for little does not wait for who asks for much.
HEAD_START: Final = 10**16

_LINE_UP: Final = """
local time = redis.call('time')
local instant = time[1] * 1000000 + time[2]
local function line_up(prefix, lane, key, head_start)
  redis.call('set', prefix .. 'mark:' .. key, 'waits', 'ex', ARGV[4])
  redis.call('zadd', prefix .. 'line:' .. lane, 'nx', instant, key)
  redis.call('expire', prefix .. 'line:' .. lane, ARGV[6])
  redis.call('zadd', prefix .. 'lanes', 'nx', instant - head_start, lane)
end
"""
# Puts somebody into his line; 1 when a job has to come for it, 0 when there are enough, or when he stands there.
_SIGNAL: Final = (
    _LINE_UP
    + """
local prefix, lane, key = ARGV[1], ARGV[2], ARGV[3]
local mark = redis.call('get', prefix .. 'mark:' .. key)
if mark == 'works' then redis.call('set', prefix .. 'mark:' .. key, 'again', 'keepttl') end
if mark then return 0 end
line_up(prefix, lane, key, ARGV[10])
redis.call('zremrangebyscore', prefix .. 'jobs', '-inf', time[1])
if redis.call('zcard', prefix .. 'jobs') >= math.max(tonumber(ARGV[8]), redis.call('scard', ARGV[9])) then return 0 end
redis.call('zadd', prefix .. 'jobs', time[1] + ARGV[5], ARGV[7])
return 1
"""
)
# Ends a turn and begins the next: its lane and whose it is; nothing when nobody waits, true when another job has to.
_FOLLOWING: Final = (
    _LINE_UP
    + """
local prefix, lane, key = ARGV[1], ARGV[2], ARGV[3]
local again, works, stays, lingers, back, score = ARGV[8] == '1', ARGV[9], ARGV[10], ARGV[11], ARGV[12], ARGV[13]
if key ~= '' then
  if redis.call('get', prefix .. 'mark:' .. key) == 'again' or again then
    line_up(prefix, lane, key, 0)
  else
    redis.call('del', prefix .. 'mark:' .. key)
  end
end
if back ~= '' then redis.call('zadd', prefix .. 'lanes', 'lt', score, back) end
redis.call('zadd', prefix .. 'jobs', time[1] + ARGV[5], ARGV[7])
if stays == '0' and redis.call('zcard', prefix .. 'lanes') > 0 then return 1 end
while stays == '1' do
  local next = redis.call('zpopmin', prefix .. 'lanes')[1]
  if not next then break end
  local first = redis.call('zpopmin', prefix .. 'line:' .. next)[1]
  if first then
    if redis.call('zcard', prefix .. 'line:' .. next) > 0 then redis.call('zadd', prefix .. 'lanes', instant, next) end
    redis.call('set', prefix .. 'mark:' .. first, 'works', 'ex', works)
    return {next, first}
  end
end
if lingers == '0' then redis.call('zrem', prefix .. 'jobs', ARGV[7]) end
return 0
"""
)


class Turn(Struct, frozen=True):
    """Who is worked on, in which lane."""

    lane: str
    key: int


def signal(client: Redis, queue: str, turn: Turn, job: str) -> Any:
    """Put somebody into his line: 1 when the job of that name has to be put into the queue for it, else 0.

    In a pipeline the answer comes when that is executed.
    """
    times = (WAITS_SECONDS, JOB_SECONDS, LINE_SECONDS)
    rest = (job, FEWEST_JOBS, f"rq:workers:{queue}", HEAD_START)
    return client.eval(_SIGNAL, 0, _prefix(queue), turn.lane, turn.key, *times, *rest)


class Ended(Struct, frozen=True):
    """What a job has done last and how it goes on: whether that turn has to come again, whether the job takes another
    one, and whether it will wait for one where there is none."""

    turn: Turn | None
    again: bool = False
    stays: bool = True
    lingers: bool = False


# A lane that had nobody in line until a moment ago, and since when.
Bell = tuple[str, float]


def following(
    client: Redis, queue: str, job: str, ended: Ended, seconds: float, bell: Bell | None = None
) -> Turn | bool:
    """End a turn of a job and begin its next one, for so many seconds.

    Without a next one it tells whether others wait, so that another job has to come for them.
    """
    lane, key = (ended.turn.lane, ended.turn.key) if ended.turn else ("", "")
    times = (WAITS_SECONDS, JOB_SECONDS, LINE_SECONDS)
    flags = (int(ended.again), max(1, int(seconds)), int(ended.stays), int(ended.lingers))
    found: Any = client.eval(_FOLLOWING, 0, _prefix(queue), lane, key, *times, job, *flags, *(bell or ("", "")))
    return bool(found) if isinstance(found, int) else Turn(found[0].decode(), int(found[1]))


def listen(client: Redis, queue: str, seconds: float) -> Bell | None:
    """Wait until somebody is in line, so many seconds at most: what `following` has to be told of it."""
    found: Any = client.bzpopmin(f"{_prefix(queue)}lanes", seconds)
    return None if found is None else (found[1].decode(), float(found[2]))


def others_wait(client: Redis, queue: str, newcomers: bool) -> bool:
    """Whether somebody is in line, or in a lane that nobody stood in before."""
    return client.zcount(f"{_prefix(queue)}lanes", "-inf", 0 if newcomers else "+inf") != 0


def forget(client: Redis, queue: str, key: int) -> None:
    """Have the next signal for somebody count, whatever is done with him now."""
    client.delete(f"{_prefix(queue)}mark:{key}")


def _prefix(queue: str) -> str:
    return f"bakul:{queue}:"
