// Loaded by Deno before the functions: waits of a second or more, be they back-offs or time-outs, take a twentieth of
// their time, so that a scenario in which Gazelle fails five times in a row does not take half a minute.
const share = 20
const longMs = 400

const { setTimeout: wait, AbortSignal } = globalThis
const shorter = (ms: number | undefined) => (ms !== undefined && ms >= longMs ? ms / share : ms)

Object.assign(globalThis, {
  setTimeout: (work: () => void, ms?: number, ...given: unknown[]) => wait(work, shorter(ms), ...given),
})
const { timeout } = AbortSignal
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, shorter(ms) ?? ms)
