import { hashOf, type Random, randomFrom } from './random.ts'
import type { ContactRecord, LocationRecord } from './records.ts'
import { firstNames, lastNames, places, streets } from './texts.ts'

const stamps = (at: string) => ({ createdAt: at, updatedAt: at })

const location = (
  random: Random,
  [municipality, postalCode, latitude, longitude]: (typeof places)[number],
  at: string,
  usageType: string,
): LocationRecord => ({
  id: random.id('loc'),
  street1: `${random.int(10, 9999)}, ${random.pick(streets)}`,
  street2: random.chance(0.2) ? `app. ${random.int(1, 40)}` : random.blank(),
  municipality,
  region: 'QC',
  postalCode,
  countryCode: 'CA',
  latitude,
  longitude,
  locationType: 'ADDRESS',
  geocodeType: 'ROOFTOP',
  isBadAddress: random.chance(0.02),
  what3words: null,
  usageType,
  ...stamps(at),
})

/** Where a few contacts get their mail and their invoices; drawn from the contact's id, so that nothing else moves. */
const furtherLocations = (contactId: string, at: string): LocationRecord[] => {
  const random = randomFrom(hashOf(contactId))
  return ['MAILING', 'BILLING']
    .filter(() => random.chance(0.08))
    .map((usageType) => location(random, random.pick(places), at, usageType))
}

/** Makes a contact of a client. */
export const contactFor = (
  random: Random,
  at: string,
  patch: Partial<ContactRecord> & { clientId: string },
): ContactRecord => {
  const firstName = patch.firstName === undefined ? random.pick(firstNames) : patch.firstName
  const lastName = patch.lastName === undefined ? random.pick(lastNames) : patch.lastName
  const place = random.pick(places)
  const phone = () => ({
    id: random.id('pho'),
    phoneNumber: `+1514555${String(random.int(0, 9999)).padStart(4, '0')}`,
    extension: random.chance(0.1) ? String(random.int(100, 999)) : random.blank(),
    type: random.pick(['MOBILE', 'HOME', 'WORK']),
    isDefault: true,
    confirmedAt: null,
    confirmedCarrier: null,
    confirmedClass: random.chance(0.5) ? 'MOBILE' : null,
    ...stamps(at),
  })
  const id = random.id('con')
  return {
    id,
    firstName,
    lastName,
    middleName: random.blank(),
    suffix: random.blank(),
    title: random.blank(),
    role: random.chance(0.1) ? 'Concierge' : random.blank(),
    archived: false,
    isDefault: true,
    isBillingDefault: true,
    sortOrder: 0,
    wantsEmail: true,
    wantsPhone: random.chance(0.5) ? true : null,
    wantsText: random.chance(0.5),
    ...stamps(at),
    emails: random.chance(0.85)
      ? [{ id: random.id('eml'), email: `client${random.int(1, 99999)}@example.com`, isDefault: true }]
      : [],
    phones: random.chance(0.8)
      ? [phone(), ...(random.chance(0.15) ? [{ ...phone(), isDefault: false }] : [])]
      : [],
    locations: random.chance(0.9) ? [location(random, place, at, 'STREET'), ...furtherLocations(id, at)] : [],
    ...patch,
  }
}
