/**
 * How Argo CD reads the health of KServe's objects, in Lua 5.1 without libraries. Argo CD 3.2's own script takes every
 * condition that is not `True` for a fault, `Stopped` included, whose good value is `False`: with it an InferenceService
 * that is ready is `Progressing` for ever. This one goes by the condition `Ready` and by whether the model was loaded.
 *
 * @internal
 */
export const SERVING_HEALTH_LUA = `local hs = {status = "Progressing", message = "KServe has not reported anything yet"}
if obj.status == nil then
  return hs
end

local function text(value)
  if value == nil then
    return ""
  end
  return tostring(value)
end

local function describe(condition)
  local words = text(condition.type)
  if text(condition.reason) ~= "" then
    words = words .. ": " .. text(condition.reason)
  end
  if text(condition.message) ~= "" then
    words = words .. ": " .. text(condition.message)
  end
  return words
end

-- Advisory conditions say something for people, whatever their value.
local advisory = {Info = true, Warning = true}
-- These do not go away by waiting.
local final = {
  ProgressDeadlineExceeded = true,
  RevisionFailed = true,
  ContainerMissing = true,
  ConfigNotFound = true,
  CombineBaseError = true,
}

local ready = nil
local waiting = nil
local broken = nil
for _, condition in ipairs(obj.status.conditions or {}) do
  if condition.type == "Stopped" then
    if condition.status == "True" then
      hs.status = "Suspended"
      hs.message = "Stopped by its annotation serving.kserve.io/stop"
      return hs
    end
  elseif condition.type == "Ready" then
    ready = condition
  elseif condition.status ~= "True" and not advisory[text(condition.severity)] then
    if condition.status == "False" and final[text(condition.reason)] then
      broken = broken or condition
    end
    waiting = waiting or condition
  end
end

local model = obj.status.modelStatus or {}
local states = model.states or {}
local transition = text(model.transitionStatus)
if transition == "BlockedByFailedLoad" or transition == "InvalidSpec" or states.targetModelState == "FailedToLoad" then
  local failure = model.lastFailureInfo or {}
  hs.status = "Degraded"
  hs.message = "The model cannot be loaded"
  if text(failure.reason) ~= "" then
    hs.message = hs.message .. ": " .. text(failure.reason)
  end
  if text(failure.message) ~= "" then
    hs.message = hs.message .. ": " .. text(failure.message)
  end
  return hs
end

if broken ~= nil then
  hs.status = "Degraded"
  hs.message = describe(broken)
  return hs
end

if ready == nil then
  hs.message = "KServe has not said whether it is ready"
elseif ready.status ~= "True" then
  hs.message = describe(waiting or ready)
elseif transition == "InProgress" then
  hs.message = "Ready, while the next model is being loaded"
else
  hs.status = "Healthy"
  hs.message = "Ready"
end
return hs
`;
