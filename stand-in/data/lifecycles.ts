import { standInData } from '../data.ts'

const names = ['Rappel 6 mois', 'Rappel annuel', 'Annual reminder', 'Écoles', 'Concert', 'Aucun rappel']

/** How clients are reminded. */
export default standInData({
  list: 'allLifecycles',
  count: names.length,
  make: ({ index, random }) => ({
    name: names[index] ?? null,
    confWindowCode: random.pick(['7-2', '14-3', null]),
  }),
})
