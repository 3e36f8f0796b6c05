import type { Values } from '../data.ts'
import { standInData } from '../data.ts'

const names = ['Inspection complète', 'Entretien annuel', 'Piano de concert']
const parts = ['Meuble', 'Mécanique', 'Table d’harmonie']
const translated = (name: string) => ({ fr_CA: name, en_US: '' })

/** Checklists of an estimate: items, some of them in groups. */
export default standInData({
  list: 'allEstimateChecklists',
  one: 'estimateChecklist',
  count: names.length,
  make: ({ index, random, any }) => {
    const itemsOf = (count: number, estimateChecklistGroup: Values | null): Values[] =>
      Array.from({ length: count }, (_, at) => ({
        id: random.id('eci'),
        name: random.chance(0.8) ? translated(`Point ${at + 1}`) : null,
        masterServiceItemId: random.chance(0.6) ? any('service') : null,
        sequenceNumber: at + 1,
        estimateChecklistGroup,
      }))
    const groups = parts.slice(0, random.int(0, 3)).map((part, at) => {
      const group: Values = { id: random.id('ecg'), name: translated(part), sequenceNumber: at + 1 }
      const items = itemsOf(random.int(1, 4), group)
      group.allEstimateChecklistItems = items
      return { group, items }
    })
    const ungrouped = itemsOf(random.int(1, 3), null)
    return {
      name: translated(names[index] ?? 'Autre'),
      isDefault: index === 0,
      allEstimateChecklistGroups: groups.map(({ group }) => group),
      allUngroupedEstimateChecklistItems: ungrouped,
      allEstimateChecklistItems: [...groups.flatMap(({ items }) => items), ...ungrouped],
    }
  },
})
