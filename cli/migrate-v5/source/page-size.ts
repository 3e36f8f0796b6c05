/** Rows read and sent at once: some 500 KB of JSON. */
export const pageSize = 1000
