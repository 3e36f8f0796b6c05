const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** A small deterministic random generator (mulberry32): one seed always gives one company. */
export interface Random {
  /** A number in [0, 1). */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  int(low: number, high: number): number
  /** True with the given probability. */
  chance(share: number): boolean
  pick<T>(list: readonly T[]): T
  /** Picks by weight: `[['COMPLETE', 80], ['CANCELED', 8]]`. */
  weighted<T>(list: readonly (readonly [T, number])[]): T
  /** An id in Gazelle's form: prefix and 16 letters or digits; timeline entries have 20 hex digits. */
  id(prefix: string): string
  /** Empty text, as Gazelle gives it: `""` or `null`, interchangeably. */
  blank(): '' | null
}

const mix = (state: number): number => {
  let mixed = Math.imul(state ^ (state >>> 15), state | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return (mixed ^ (mixed >>> 14)) >>> 0
}

/** The first number in [0, 1) that a seed gives, without a generator being made for it. */
export const chanceOf = (seed: number): number => mix((seed + 0x6d2b79f5) >>> 0) / 4294967296

/** Makes a random generator from a seed (any whole number). */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0
  const word = () => {
    state = (state + 0x6d2b79f5) >>> 0
    return mix(state)
  }
  const next = () => word() / 4294967296
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  const pick = <T>(list: readonly T[]): T => {
    const value = list[Math.floor(next() * list.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }
  const hex = (digits: number) => word().toString(16).padStart(8, '0').slice(0, digits)
  return {
    next,
    int,
    pick,
    chance: (share) => next() < share,
    weighted: (list) => {
      let left = next() * list.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of list) {
        left -= weight
        if (left < 0) return value
      }
      return pick(list)[0]
    },
    id: (prefix) => {
      if (prefix === 'tme') return `tme_${hex(8)}${hex(8)}${hex(4)}`
      let id = `${prefix}_`
      for (let at = 0; at < 16; at++) id += letters[Math.floor(next() * 62)]
      return id
    },
    blank: () => (next() < 0.5 ? '' : null),
  }
}

/** A seed from a text (FNV-1a). */
export const hashOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
