"""Whose turn it is: a store that is flooded keeps as many workers busy as there are, and its other chats stand in line.

All chats of a business number are a lane. A lane has as many signals in the queue as there are workers; whoever comes
then is put into the lane's line, and takes the place of the next drain that ends. So a message at another store
waits for one slice of work, not for everything that came before it. Like every signal this may be lost: a place that
nobody leaves is free again after some seconds, and the sweep finds whom a lost line held.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from redis import Redis

# Seconds after which the place of a lost worker is free. A drain that takes longer lets one more of its lane in.
PLACE_SECONDS = 5
LINE_SECONDS = 3600
FEWEST = 2
WORKERS = "rq:workers:messages"

# Marks a signal as waiting to be taken; 1 when it shall be put into the queue, 0 when it waits there or in its line.
_ADMIT = """
if not redis.call('set', KEYS[1], 1, 'nx', 'ex', ARGV[2]) then return 0 end
local time = redis.call('time')
redis.call('zremrangebyscore', KEYS[2], '-inf', time[1])
local most = math.max(tonumber(ARGV[5]), redis.call('scard', KEYS[4]))
if redis.call('zcard', KEYS[2]) < most then
  redis.call('zadd', KEYS[2], time[1] + ARGV[3], ARGV[1])
  redis.call('expire', KEYS[2], ARGV[4])
  return 1
end
redis.call('zadd', KEYS[3], 'nx', time[1] * 1000000 + time[2], ARGV[1])
redis.call('expire', KEYS[3], ARGV[4])
return 0
"""
# Frees the place of a chat; the chats of the line that take the free places.
_LEAVE = """
local now, found = redis.call('time')[1], {}
redis.call('zrem', KEYS[1], ARGV[1])
redis.call('zremrangebyscore', KEYS[1], '-inf', now)
local most = math.max(tonumber(ARGV[3]), redis.call('scard', KEYS[3]))
for _ = redis.call('zcard', KEYS[1]) + 1, most do
  local next = redis.call('zpopmin', KEYS[2])
  if not next[1] then break end
  redis.call('zadd', KEYS[1], now + ARGV[2], next[1])
  found[#found + 1] = next[1]
end
return found
"""


def admit(client: Redis, lane: str, chat_id: int, pending_key: str, pending_seconds: int) -> Any:
    """Ask for a place in the queue; in a pipeline the answer, 1 or 0, comes when that is executed."""
    keys = (pending_key, _places(lane), _line(lane), WORKERS)
    return client.eval(_ADMIT, len(keys), *keys, chat_id, pending_seconds, PLACE_SECONDS, LINE_SECONDS, FEWEST)


def leave(client: Redis, lane: str, chat_id: int) -> Sequence[int]:
    """Give the place of a chat back: the chats that stood in line and have a place now."""
    keys = (_places(lane), _line(lane), WORKERS)
    found: Any = client.eval(_LEAVE, len(keys), *keys, chat_id, PLACE_SECONDS, FEWEST)
    return [int(one) for one in found]


def _places(lane: str) -> str:
    return f"bakul:places:{lane}"


def _line(lane: str) -> str:
    return f"bakul:line:{lane}"
