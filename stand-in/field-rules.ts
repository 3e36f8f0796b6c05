// Values of handwritten kinds' fields that follow from the rest of the record, where chance alone would not look real.
import type { Values } from './data.ts'
import type { Company } from './records.ts'
import type { Asked } from './values.ts'

/** Gives a value as the record could have it: a reference by its id. `undefined` leaves it to chance. */
export type Rule = (asked: Asked & { source: Values; company: Company }) => unknown

const none: Rule = () => null
const empty: Rule = () => []

export const rules: Record<string, Rule> = {
  'PrivateClient.referralClient': none,
  'PrivateMasterServiceItem.allEstimateChecklistItems': empty,
}
