import { standInData } from '../data.ts'

const names = [
  ['Rappel d’accord', 'Tuning reminder', 'EMAIL'],
  ['Deuxième rappel', 'Second reminder', 'EMAIL'],
  ['Texto de la veille', 'Text the day before', 'SMS'],
  ['Appel aux écoles', 'Call the schools', 'CALL'],
] as const

export default standInData({
  list: 'allScheduledMessageTemplates',
  one: 'scheduledMessageTemplate',
  count: names.length,
  make: ({ index }) => {
    const [fr, en, type] = names[index % names.length] ?? names[0]
    return { name: { fr_CA: fr, en_US: en }, subject: { fr_CA: fr, en_US: en }, order: index + 1, type }
  },
})
