import { standInData } from '../data.ts'

/** Messages that wait to be sent to clients. */
export default standInData({
  list: 'allScheduledMessages',
  one: 'scheduledMessage',
  count: ({ clients }) => clients.size / 5,
  make: ({ random, company, any, at }) => {
    const clientId = any('client')
    const french = company.clients.get(clientId ?? '')?.locale !== 'en_CA'
    const made = random.int(0, 180)
    return {
      clientId,
      scheduledMessageTemplateId: random.chance(0.9) ? any('scheduled_message_templates') : null,
      language: french ? 'fr_CA' : 'en_CA',
      type: random.pick(['EMAIL', 'EMAIL', 'EMAIL', 'SMS', 'CALL']),
      subject: random.chance(0.7)
        ? french
          ? 'Votre piano attend son accord'
          : 'Your piano is due'
        : random.blank(),
      template: french ? 'Bonjour {{prénom}},' : 'Hello {{firstName}},',
      sendAt: at(random.int(1, 200)),
      createdAt: at(-made),
      updatedAt: at(-made * random.next()),
    }
  },
})
