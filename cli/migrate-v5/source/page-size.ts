/** Rows read and sent at once: some 500 KB of JSON. */
export const pageSize = 1000

/** What a page holds, of rows with long texts: a thousand of them would be held by the server, and by this process. */
export const pageCharacters = 4_000_000

/** Rows of a first page: those of another table, and of another company, are larger or smaller. */
const firstRows = 20

/** How many rows to ask for next, by how long those were that came. */
export const paced = (size: number) => {
  let most = Math.min(size, firstRows)
  return {
    next: () => most,
    came: (rows: number, characters: number) => {
      if (characters > 0) most = Math.min(size, Math.max(1, Math.floor((pageCharacters * rows) / characters)))
    },
  }
}
