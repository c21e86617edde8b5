/**
 * All that a shared ledger asks of Redis, in one step: its clock, the book with its version, and who else is there. A
 * write takes effect only over the version that was read, so of many runners each decides alone, by the law that the
 * ledger on disk has. KEYS: the book, the runners. ARGV: `read`, `write` or `leave`, the runner, the version that was
 * read, the new text, and for how long a runner counts that was not heard of, ms.
 *
 * The version starts with the time from which this book is known to be whole: a server that was flushed, restarted or
 * promoted may have lost what it knew, and begins a new one.
 */
export const LEDGER_SCRIPT = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function told(section, name)
  local text = redis.pcall('INFO', section)
  if type(text) ~= 'string' then return '' end
  return string.match(text, name .. ':(%w+)') or ''
end
local server = told('server', 'run_id') .. ' ' .. told('replication', 'master_replid')
local book = redis.call('HMGET', KEYS[1], 'born', 'count', 'server', 'text')
local born, count, text = book[1], book[2], book[4]
if not born or book[3] ~= server then
  born, count, text = string.format('%.0f', now), '0', text or ''
  redis.call('HSET', KEYS[1], 'born', born, 'count', count, 'server', server, 'text', text)
end
if ARGV[1] == 'leave' then
  redis.call('HDEL', KEYS[2], ARGV[2])
  return { 1, string.format('%.0f', now), born .. ' ' .. count, '' }
end
local runners, others = 1, {}
local seen = redis.call('HGETALL', KEYS[2])
for at = 1, #seen, 2 do
  local last = tonumber(string.match(seen[at + 1], '^%d+'))
  if seen[at] ~= ARGV[2] then
    if now - last > tonumber(ARGV[5]) then
      redis.call('HDEL', KEYS[2], seen[at])
    else
      runners = runners + 1
      others[#others + 1] = seen[at + 1]
    end
  end
end
redis.call('HSET', KEYS[2], ARGV[2], string.format('%.0f', now) .. ' ' .. runners)
local isWritten = 0
if ARGV[1] == 'write' and born .. ' ' .. count == ARGV[3] then
  count = tostring(tonumber(count) + 1)
  redis.call('HSET', KEYS[1], 'count', count, 'text', ARGV[4])
  isWritten, text = 1, ''
end
local answer = { isWritten, string.format('%.0f', now), born .. ' ' .. count, text, runners }
for _, other in ipairs(others) do answer[#answer + 1] = other end
return answer
`
