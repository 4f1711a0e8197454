import {
  answersToForget,
  makeUpLeft,
  minuteMs,
  mostCaution,
  mostMakeUpMs,
  slowerBy,
  startIntervalMs,
  startMakeUpMs,
} from "./rate-gate.ts";

/** A minute is taken to last this long: what is booked in one arrives within one, also when a network is slow. */
const windowMs = 61_000;
/** What was booked is counted in steps of this length. */
const stepMs = 500;
/** As much for tokens, where a reply gives back more at once; what a minute may take stays the same. */
const tokensMakeUpMs = 5000;
/**
 * Turns are booked so far ahead; whoever wants one beyond that asks again. For the first half of that time a turn
 * is kept for who has waited longest, then anyone may have it.
 */
export const aheadMs = 250;
/** Who has waited longest has gone when nothing was heard of it for so long. */
const goneAfterMs = 1000;
/** What was learned of an account is forgotten when nobody asked for so long. */
const forgottenAfterMs = 600_000;

/**
 * The limits of one account and model over all machines, kept in one hash, KEYS[1], by Redis' own clock:
 * an even pace for requests and for tokens (the generic cell rate algorithm, as `RateGate` keeps it), and
 * beside it what each step of the last minute took, for one large request may take much of a minute's tokens.
 *
 * - `take R T tokens since`: books a turn at the limits R and T a minute (0: none), `tokens` being the most it
 *   can take, for who waits since then (0: from now on). Gives 1, the milliseconds until the turn, and its step;
 *   or 0, those until it is worth asking again, 1 when the server has asked to wait, and `since`.
 * - `observe T unused step R' T' reset`: an answer came. R' and T' are the limits that the server tells, `reset`
 *   the milliseconds until it counts no tokens any more; each may be empty.
 * - `pause ms slow`: the server asks to wait; with `slow` 1, since it counts more narrowly than it says.
 *
 * One more argument, of `take` the sixth, `observe` the eighth and `pause` the fourth, is the time
 * instead of the clock's, for what tries the arithmetic.
 */
export const limitsScript = `
local key, op = KEYS[1], ARGV[1]
local argument = { take = 6, observe = 8, pause = 4 }
local now = tonumber(ARGV[argument[op]])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end

local names = { 'at', 'paused', 'known', 'caution', 'strict', 'serverR', 'serverT',
  'dueR', 'dueT', 'sumR', 'sumT', 'oldest', 'newest', 'first', 'firstAt', 'firstFull' }
local values = redis.call('HMGET', key, unpack(names))
local state = {}
for i, name in ipairs(names) do state[name] = tonumber(values[i]) or 0 end
-- The clock was set back: what was booked by it says nothing any more.
if state.at - now > 1000 then
  redis.call('DEL', key)
  for _, name in ipairs(names) do state[name] = 0 end
end
state.at = now

local function slower(limit, server)
  limit = tonumber(limit) or 0
  if server > 0 and (limit == 0 or server < limit) then return server end
  return limit
end
local slowness = 1 + ${slowerBy} * state.caution
local function interval(limit) return limit > 0 and ${windowMs} / limit * slowness or 0 end

local gone = {}
local function save(reply)
  local fields = {}
  for _, name in ipairs(names) do
    fields[#fields + 1] = name
    fields[#fields + 1] = string.format('%.4f', state[name])
  end
  redis.call('HSET', key, unpack(fields))
  for i = 1, #gone, 100 do
    redis.call('HDEL', key, unpack(gone, i, math.min(i + 99, #gone)))
  end
  local last = math.max(now, state.paused, state.dueR, state.dueT)
  redis.call('PEXPIRE', key, math.ceil(last - now + ${forgottenAfterMs}))
  return reply
end

if op == 'take' then
  local tokens = tonumber(ARGV[4])
  local limitR, limitT = slower(ARGV[2], state.serverR), slower(ARGV[3], state.serverT)
  local evenness = ${makeUpLeft} ^ state.caution
  local behind = ${mostMakeUpMs} * evenness
  local paceR = interval(limitR)
  if limitR == 0 and state.known == 0 then
    paceR, behind = ${startIntervalMs}, ${startMakeUpMs}
  end
  -- The start of a known pace has nothing to make up for.
  if state.dueR == 0 then state.dueR = limitR > 0 and now or now - behind end

  local due = math.max(now, state.paused, state.dueR, state.dueT)
  local slot = due
  local step = math.floor(slot / ${stepMs})
  local function isFull()
    return (limitR > 0 and state.sumR + 1 > limitR) or (limitT > 0 and state.sumT + tokens > limitT)
  end
  while state.oldest <= state.newest do
    local freeStep = state.oldest + ${windowMs / stepMs}
    if freeStep > step then
      if not isFull() then break end
      step, slot = freeStep, freeStep * ${stepMs}
    end
    local r, t = 'r' .. state.oldest, 't' .. state.oldest
    local booked = redis.call('HMGET', key, r, t)
    state.sumR = math.max(0, state.sumR - (tonumber(booked[1]) or 0))
    state.sumT = math.max(0, state.sumT - (tonumber(booked[2]) or 0))
    gone[#gone + 1], gone[#gone + 2] = r, t
    state.oldest = state.oldest + 1
  end

  local wait = slot - now
  local since = tonumber(ARGV[5])
  if since == 0 then since = math.floor(now) end
  if now - state.firstAt > ${goneAfterMs} then state.first = 0 end
  local isFirst = state.first == 0 or since <= state.first
  local most = isFirst and ${aheadMs} or ${aheadMs / 2}
  -- Who has waited for room in the minute for longer than one gets it: smaller requests take it no more.
  if not isFirst and state.firstFull == 1 and now - state.first > ${windowMs} then
    wait = math.max(wait, 2 * most)
  end
  if wait > most then
    if isFirst then
      redis.call('HSET', key, 'first', since, 'firstAt', now, 'firstFull', slot > due and 1 or 0)
    end
    return { 0, math.ceil(wait - most), state.paused > now and 1 or 0, since }
  end
  if isFirst then state.first, state.firstFull = 0, 0 end
  if state.oldest > state.newest then state.oldest, state.sumR, state.sumT = step, 0, 0 end
  state.newest = step
  state.sumR, state.sumT = state.sumR + 1, state.sumT + tokens
  redis.call('HINCRBY', key, 'r' .. step, 1)
  redis.call('HINCRBY', key, 't' .. step, tokens)
  state.dueR = math.max(state.dueR, slot - behind) + paceR
  state.dueT = math.max(state.dueT, slot - ${tokensMakeUpMs} * evenness) + tokens * interval(limitT)
  return save({ 1, math.max(0, math.ceil(wait)), step })
end

if op == 'observe' then
  local unused, step, reset = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[7])
  state.serverR = tonumber(ARGV[5]) or state.serverR
  state.serverT = tonumber(ARGV[6]) or state.serverT
  state.caution = math.max(0, state.caution - 1 / ${answersToForget})
  if state.known == 0 then state.known, state.dueR = 1, math.min(state.dueR, now) end
  local pace = interval(slower(ARGV[2], state.serverT))
  if now >= state.strict and unused > 0 then
    local back = unused
    if pace > 0 then
      -- Not what the server counts all the same.
      local counted = math.min(state.dueT, reset and now + reset or 0)
      local due = math.max(state.dueT - unused * pace, counted)
      back = math.floor((state.dueT - due) / pace + 0.5)
      state.dueT = due
    end
    if step >= state.oldest and step <= state.newest then
      state.sumT = math.max(0, state.sumT - back)
      redis.call('HINCRBY', key, 't' .. step, -back)
    end
  end
  return save(1)
end

-- What arrives during a pause tells of requests that were out before it: it is one signal.
if ARGV[3] == '1' and now >= state.paused then
  state.caution = math.min(${mostCaution}, state.caution + 1)
  state.strict = now + ${minuteMs}
end
state.paused = math.max(state.paused, now + tonumber(ARGV[2]))
state.dueR = math.max(state.dueR, state.paused)
return save(1)
`;
