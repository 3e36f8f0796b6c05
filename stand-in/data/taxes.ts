import { standInData } from '../data.ts'

export default standInData({
  list: 'allTaxes',
  keptIn: 'taxes',
  where: (tax) => tax.activeOrHistorical === 'ACTIVE',
})
