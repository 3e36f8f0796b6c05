import { t } from './words/words.ts'

const pairs = (word: string): string[] => {
  const framed = ` ${word.toLowerCase().replaceAll(/[-\s]/g, '_')} `
  return [...new Set(Array.from(framed.slice(1), (letter, at) => `${framed[at]}${letter}`))]
}

/** How alike two words are, 0 to 1: what share of their pairs of letters they have in common. */
const likeness = (one: string, other: string): number => {
  const [a, b] = [pairs(one), pairs(other)]
  return (2 * a.filter((pair) => b.includes(pair)).length) / (a.length + b.length)
}

const leastLikeness = 0.5

/** "Did you mean …? " before a hint, for a name that is nearly one of those there are; else nothing. */
export const suggestion = (name: string, names: string[]): string => {
  const [best] = names
    .map((one) => ({ one, alike: likeness(name, one) }))
    .filter(({ alike }) => alike >= leastLikeness)
    .toSorted((a, b) => b.alike - a.alike)
  return best ? `${t('Did you mean {name}?', { name: best.one })} ` : ''
}
