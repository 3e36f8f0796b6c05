/** A real company, the timeline apart: about 4,000 clients. */
export const usualCompany = { clients: 4000, pianos: 1030, appointments: 11_500, invoices: 6200, users: 8 }

/** Its timeline back to 2011, and how many entries a day come to it now. */
export const usualHistory = { entries: 290_000, aDay: 74 }
