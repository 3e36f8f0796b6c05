import { paged } from '../gazelle/paged.ts'

/** Templates of scheduled messages. */
export const message_templates = paged({
  name: 'message_templates',
  list: 'allScheduledMessageTemplates',
  one: 'scheduledMessageTemplate(scheduledMessageTemplateId)',
  type: 'PrivateScheduledMessageTemplate',
  fields: 'id name subject template type order',
})
