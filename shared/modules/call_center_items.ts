import { paged } from '../gazelle/paged.ts'

/** Calls to make. Gazelle's query of one goes by what the call is about, not by its id: only the whole list proves. */
export const call_center_items = paged({
  name: 'call_center_items',
  list: 'allCallCenterItems',
  type: 'PrivateCallCenterItem',
  sortBy: 'DATE_ASC',
  fields: `
    id client { id } date referenceType referenceId lifecycle { id } lifecycleKind reminderKind reminderState
    lifecycleContactLog { id state count dueAt completedAt piano { id } event { id } } scheduledMessage { id }
    scheduledMessageTemplate { id } municipality region postalCode`,
})
