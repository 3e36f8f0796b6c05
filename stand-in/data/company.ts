import { standInData } from '../data.ts'
import { currency, french } from '../localizations.ts'

export default standInData({
  list: 'company',
  count: 1,
  make: ({ company }) => ({
    id: `com_Beaurivage${String(company.seed).padStart(6, '0')}`,
    name: company.name,
    street1: '4812, avenue du Parc',
    street2: '',
    municipality: 'Montréal',
    region: 'QC',
    postalCode: 'H2V 4E6',
    countryCode: 'CA',
    countryName: 'Canada',
    email: 'bonjour@beaurivage.example',
    phoneNumber: '+15145550100',
    website: 'https://beaurivage.example',
    isParked: false,
    parkedReason: 'NOT_PARKED',
    createdAt: '2011-03-01T14:00:00Z',
    settings: {
      general: { timezone: company.timezone },
      localization: {
        defaultClientLocalization: french,
        defaultUserLocalization: french,
        defaultCurrency: currency,
      },
      invoices: {
        defaultInvoiceNetDays: 30,
        nextInvoiceNumber: company.invoices.size + 1,
        tipsEnabled: false,
      },
    },
  }),
})
