/** A clock that jumps from one event to the next. */
export interface Clock {
  /** Milliseconds since it began. */
  now(): number
  /** Runs something later; of two for the same instant, the one that was asked for first. */
  at(time: number, run: () => void): void
  /** Runs all events before `end`. */
  runUntil(end: number): void
}

/** Starts a clock at 0. Its events are a binary heap, in arrays: a day of many companies has millions. */
export const startClock = (): Clock => {
  const times: number[] = []
  const orders: number[] = []
  const runs: (() => void)[] = []
  let now = 0
  let order = 0

  const isBefore = (left: number, time: number, at: number) => {
    const own = times[left] ?? 0
    return own < time || (own === time && (orders[left] ?? 0) < at)
  }
  const move = (from: number, to: number) => {
    times[to] = times[from] ?? 0
    orders[to] = orders[from] ?? 0
    runs[to] = runs[from] ?? (() => {})
  }
  const put = (place: number, time: number, at: number, run: () => void) => {
    times[place] = time
    orders[place] = at
    runs[place] = run
  }
  const push = (time: number, run: () => void) => {
    const own = order++
    let place = times.length
    for (
      let parent = (place - 1) >> 1;
      place > 0 && !isBefore(parent, time, own);
      parent = (place - 1) >> 1
    ) {
      move(parent, place)
      place = parent
    }
    put(place, time, own, run)
  }
  const pop = () => {
    const time = times.pop()
    const own = orders.pop()
    const run = runs.pop()
    const count = times.length
    if (time === undefined || own === undefined || !run || count === 0) return
    let place = 0
    for (let child = 1; child < count; child = 2 * place + 1) {
      const right = child + 1
      const least = right < count && isBefore(right, times[child] ?? 0, orders[child] ?? 0) ? right : child
      if (!isBefore(least, time, own)) break
      move(least, place)
      place = least
    }
    put(place, time, own, run)
  }

  return {
    now: () => now,
    at: push,
    runUntil: (end) => {
      for (let time = times[0]; time !== undefined && time < end; time = times[0]) {
        const run = runs[0]
        pop()
        now = time
        run?.()
      }
    },
  }
}
