-- wrk: each request notifies the host of a new event and waits for its end. Arguments: a number that no
-- other run has, the notify token, and for platforms in plain text the event that the notification carries.
local counter = 0
local thread_number = 0
local prefix
local carried

function setup(thread)
  thread:set("number", thread_number)
  thread_number = thread_number + 1
end

function init(arguments)
  prefix = string.format("%08x%04x", tonumber(arguments[1]), number)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. arguments[2]
  carried = arguments[3] and ',"event":' .. arguments[3] or ""
end

function request()
  counter = counter + 1
  return wrk.format(nil, nil, nil, string.format(
    '{"trigger":"Bench.event","event_id":"%s%020x"%s}', prefix, counter, carried))
end
