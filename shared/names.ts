/** A text without accents and capitals, to compare names by. */
const plain = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()

/** Whom an id or a name may mean: those that it is the id or whole name of; where there are none, those in whose name it is. */
export const meantBy = <One extends { id: string; name: string }>(text: string, all: One[]): One[] => {
  const named = all.filter(({ id, name }) => id === text || plain(name) === plain(text))
  return named.length > 0 ? named : all.filter(({ name }) => plain(name).includes(plain(text)))
}
