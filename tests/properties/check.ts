// How the properties are run. Each takes a number of cases (records, notes, changes):
//
//   npm test                     a few thousand
//   npm run test:properties      100,000 of each; PROPERTY_CASES=500000 for more
//
// What fails prints its seed and path, and is run again alone and at once by
//
//   PROPERTY_SEED=-1234 PROPERTY_PATH=17:2:0 npx vitest run --project database tests/properties/records -t clients
import fc from 'fast-check'

const setting = (name: string): number | undefined => {
  const text = process.env[name]
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isInteger(value)) throw new Error(`${name} is ${text}, not a whole number`)
  return value
}

/** How many cases a property is tried with. */
export const cases = (few: number): number => setting('PROPERTY_CASES') ?? few

// npm test tries the same cases each time, so that a change is judged by what it changes; the long run draws new ones.
const seed = setting('PROPERTY_SEED') ?? (setting('PROPERTY_CASES') === undefined ? 22 : undefined)
const path = process.env.PROPERTY_PATH

/** A failure is made smaller for so long. */
const shrinksForMs = 20_000

/**
 * Tries a property with values drawn by chance, and makes one that fails smaller.
 * @param runs how many values
 * @param holds throws where the property does not hold
 */
export const holdsForAll = async <Value>(
  arbitrary: fc.Arbitrary<Value>,
  runs: number,
  holds: (value: Value) => Promise<void>,
): Promise<void> => {
  const property = fc.asyncProperty(arbitrary, holds)
  const first = await fc.check(property, {
    numRuns: runs,
    endOnFailure: true,
    ...(seed !== undefined && { seed }),
    ...(path !== undefined && { path }),
  })
  if (!first.failed) return
  const again = { seed: first.seed, path: first.counterexamplePath ?? '0' }
  const smaller = await fc.check(property, { ...again, interruptAfterTimeLimit: shrinksForMs })
  const {
    errorInstance: cause,
    counterexample,
    counterexamplePath,
    numShrinks,
  } = smaller.errorInstance ? smaller : first
  throw new Error(
    `run ${first.numRuns} of ${runs}, made smaller ${numShrinks} times\n` +
      `Again: PROPERTY_SEED=${first.seed} PROPERTY_PATH=${counterexamplePath}\n` +
      `${cause instanceof Error ? cause.message : String(cause)}\n${fc.stringify(counterexample).slice(0, 4000)}`,
    { cause },
  )
}
