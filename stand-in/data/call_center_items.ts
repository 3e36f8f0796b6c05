import { standInData } from '../data.ts'

/** Clients to call: for a message that is a call, or for a reminder. */
export default standInData({
  list: 'allCallCenterItems',
  one: 'callCenterItem',
  count: ({ clients }) => clients.size / 8,
  make: ({ random, company, any, on }) => {
    const clientId = any('client')
    const place = company.clients.get(clientId ?? '')?.contacts[0]?.locations[0]
    const messageId = random.chance(0.3) ? any('scheduled_messages') : null
    const log = { id: random.id('lcl'), clientId }
    return {
      clientId,
      date: on(random.int(-40, 20)),
      municipality: place?.municipality ?? null,
      postalCode: place?.postalCode ?? null,
      region: place?.region ?? null,
      referenceType: messageId ? 'SCHEDULED_MESSAGE' : 'LIFECYCLE',
      referenceId: messageId ?? log.id,
      scheduledMessageId: messageId,
      ...(messageId
        ? {
            lifecycle: null,
            lifecycleContactLog: null,
            lifecycleKind: null,
            reminderKind: null,
            reminderState: null,
          }
        : {
            lifecycleId: any('lifecycles'),
            lifecycleContactLog: log,
            lifecycleKind: 'client',
            reminderKind: 'call',
            reminderState: random.pick(['due', 'overdue-stage-1', 'overdue-stage-2']),
            scheduledMessageTemplateId: null,
          }),
    }
  },
})
