import { single } from '../gazelle/paged.ts'

/** The company itself: its address, its languages and the labels of its custom fields. */
export const company = single({
  name: 'company',
  one: 'company',
  fields: `
    id name street1 street2 municipality region postalCode countryCode countryName latitude longitude email phoneNumber
    website isParked areAllRemindersPaused isGdprRequired
    settings {
      general {
        timezone distanceUnit clientCustom1Label clientCustom2Label clientCustom3Label clientCustom4Label
        clientCustom5Label clientCustom6Label clientCustom7Label clientCustom8Label clientCustom9Label
        clientCustom10Label
      }
      localization {
        defaultClientLocalization { locale } defaultUserLocalization { locale } defaultCurrency { code }
      }
      invoices { defaultInvoiceNetDays tipsEnabled }
    }
    createdAt`,
})
