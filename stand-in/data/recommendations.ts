import { standInData } from '../data.ts'

const names = [
  ['Recommandé', 'Recommended', 'YES'],
  ['Fortement recommandé', 'Strongly recommended', 'YES'],
  ['À considérer', 'To be considered', 'MAYBE'],
  ['Ne vaut pas la dépense', 'Not worth the expense', 'NO'],
  ['Peut attendre', 'Can wait', 'MAYBE'],
] as const

/** What an estimate's tier advises. */
export default standInData({
  list: 'allRecommendations',
  count: names.length,
  make: ({ index }) => {
    const [fr, en, type] = names[index % names.length] ?? names[0]
    return {
      name: { fr_CA: fr, en_US: en },
      explanation: { fr_CA: index % 2 ? '' : `${fr}, selon l’usage.`, en_US: '' },
      type,
      isArchived: index === names.length - 1,
    }
  },
})
