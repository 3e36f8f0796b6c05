import { standInData } from '../data.ts'

const names = ['Rappel 6 mois', 'Rappel annuel', 'Annual reminder', 'Écoles', 'Concert', 'Aucun rappel']

export default standInData({
  list: 'allLifecycles',
  count: names.length,
  make: ({ index }) => ({ name: names[index] ?? null }),
})
