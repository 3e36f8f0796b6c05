import { t } from './words/words.ts'

const normal = (name: string) => name.toLowerCase().replaceAll(/[-\s]/g, '_')

/** How many letters are to be added, left out, replaced or swapped with their neighbour to make one word the other. */
const distance = (one: string, other: string): number => {
  const rows: number[][] = []
  for (let i = 0; i <= one.length; i++) {
    const row = [i]
    rows.push(row)
    for (let j = 1; j <= other.length; j++) {
      const at = (up: number, left: number) => rows[i - up]?.[j - left] ?? Number.POSITIVE_INFINITY
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row.push(
        i === 0
          ? j
          : Math.min(
              at(1, 0) + 1,
              at(0, 1) + 1,
              at(1, 1) + (one[i - 1] === other[j - 1] ? 0 : 1),
              isSwapped ? at(2, 2) + 1 : Number.POSITIVE_INFINITY,
            ),
      )
    }
  }
  return rows.at(-1)?.at(-1) ?? 0
}

const farthest = 3
// Of the letters of the longer word, so that a short name is not guessed.
const mostWrong = 0.4

/** "Did you mean …? " before a hint, for a name that is nearly one of those there are; else nothing. */
export const suggestion = (name: string, names: string[]): string => {
  const [best] = names
    .map((one) => ({ one, wrong: distance(normal(name), normal(one)) }))
    .filter(({ one, wrong }) => wrong <= Math.min(farthest, mostWrong * Math.max(one.length, name.length)))
    .toSorted((a, b) => a.wrong - b.wrong)
  return best ? `${t('Did you mean {name}?', { name: best.one })} ` : ''
}
