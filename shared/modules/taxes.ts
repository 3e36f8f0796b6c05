import { listed } from '../gazelle/paged.ts'

/** Taxes, past ones too: items of old invoices name them. */
export const taxes = listed({
  name: 'taxes',
  list: 'allPastAndPresentTaxes',
  fields: 'id name rate default activeOrHistorical',
})
