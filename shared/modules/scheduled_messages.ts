import { paged } from '../gazelle/paged.ts'

/** Messages that wait to be sent. What was sent leaves the list, and is in the timeline. */
export const scheduled_messages = paged({
  name: 'scheduled_messages',
  list: 'allScheduledMessages',
  one: 'scheduledMessage',
  type: 'PrivateScheduledMessage',
  fields:
    'id client { id } scheduledMessageTemplate { id } type language subject template sendAt createdAt updatedAt',
})
