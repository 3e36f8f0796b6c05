// Loaded by Deno before the functions: a back-off takes a twentieth of its time, so that a scenario in which Gazelle fails
// five times in a row does not take half a minute; a time-out a quarter, since a machine under load is slow to answer.
const share = 20
const timeoutShare = 4
const longMs = 400

const { setTimeout: wait, AbortSignal } = globalThis
const shorter = (ms: number | undefined) => (ms !== undefined && ms >= longMs ? ms / share : ms)

Object.assign(globalThis, {
  setTimeout: (work: () => void, ms?: number, ...given: unknown[]) => wait(work, shorter(ms), ...given),
})
const { timeout } = AbortSignal
AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / timeoutShare)
