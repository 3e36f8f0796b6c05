import { paged } from '../gazelle/paged.ts'

/** Notices that a client has canceled an appointment; few, and their status changes, so the whole list is read. */
export const cancel_notices = paged({
  name: 'cancel_notices',
  list: 'allEventCancelNotices',
  type: 'PrivateEventCancelNotice',
  fields: 'id event { id } status createdAt updatedAt',
})
