// Faults of the schema: what the API has lost, and what is new in it.
import type { Hooks, World } from './fault.ts'

const day = 86_400_000

export const schema = {
  /** The API has lost a field (`PrivatePiano.notes`). */
  undefinedField: ({ field }: { field: string }): Hooks => ({ drift: { removeField: field } }),

  /** The API has lost an argument (`PrivateQuery.allClients.sortBy`). */
  undefinedArgument: ({ argument }: { argument: string }): Hooks => ({ drift: { removeArgument: argument } }),

  /** The API refuses an enum's value (`TimelineEntryType.ESTIMATE`): in a variable by an error without a code (case R12). */
  removedValue: ({ value }: { value: string }): Hooks => ({ drift: { removeEnumValue: value } }),

  /** An enum has one value more (`TimelineEntryType.CONTACT_FAX_MANUAL`). */
  addedValue: ({ value }: { value: string }): Hooks => ({ drift: { addEnumValue: value } }),

  /** The timeline has entries of a type that no one knows, at its old end unless `daysOld` is given (case R10). */
  unknownEntries: (
    { type = 'CONTACT_FAX_MANUAL', count = 5, daysOld }: { type?: string; count?: number; daysOld?: number },
    { company, change }: World,
  ): Hooks => {
    const times = [...company.timelineEntries.values()].map((entry) => Date.parse(entry.occurredAt))
    const newest = Date.parse(company.now) - (daysOld ?? 0) * day
    const oldest = times.reduce((least, time) => Math.min(least, time), newest)
    const from = daysOld === undefined ? oldest - day : newest
    const made = Array.from({ length: count }, (_, at) =>
      change.insertTimelineEntry({
        type,
        occurredAt: new Date(from - at * 1000).toISOString().replace('.000', ''),
      }),
    )
    return {
      drift: { addEnumValue: `TimelineEntryType.${type}` },
      end: () => {
        for (const { id } of made) if (company.timelineEntries.has(id)) change.deleteTimelineEntry(id)
      },
    }
  },
} satisfies Record<string, (options: never, world: World) => Hooks>
