import { standInData } from '../data.ts'

export default standInData({
  list: 'allPastAndPresentTaxes',
  keptIn: 'taxes',
})
