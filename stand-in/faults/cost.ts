import { Kind, type SelectionSetNode, type ValueNode } from '../graphql.ts'
import type { Asked } from './fault.ts'

/** What a query costs: one for each field, and inside a list once for each row that is asked for. */
export const costOf = ({ document, variables, operationName }: Asked): number => {
  const definitions = document?.definitions ?? []
  const operation = definitions.find(
    (one) => one.kind === Kind.OPERATION_DEFINITION && (!operationName || one.name?.value === operationName),
  )
  const fragments = new Map(
    definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one.selectionSet] as const] : [],
    ),
  )
  const numberOf = (value: ValueNode): number => {
    const given = value.kind === Kind.VARIABLE ? variables[value.name.value] : undefined
    if (typeof given === 'number') return given
    return value.kind === Kind.INT ? Number(value.value) : 1
  }
  const cost = (set: SelectionSetNode | undefined): number =>
    (set?.selections ?? []).reduce((sum, one) => {
      if (one.kind === Kind.FRAGMENT_SPREAD) return sum + cost(fragments.get(one.name.value))
      if (one.kind === Kind.INLINE_FRAGMENT) return sum + cost(one.selectionSet)
      const size = one.arguments?.find(({ name: { value } }) => value === 'first' || value === 'last')
      return sum + 1 + (size ? numberOf(size.value) : 1) * cost(one.selectionSet)
    }, 0)
  return operation && 'selectionSet' in operation ? cost(operation.selectionSet) : 0
}
