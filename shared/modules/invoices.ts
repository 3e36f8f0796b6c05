import { daysOf } from '../gazelle/days.ts'
import { paged } from '../gazelle/paged.ts'

/** Invoices with items and payments: those dated or paid lately are cheap to ask for; other edits need a full sweep. */
export const invoices = paged({
  name: 'invoices',
  list: 'allInvoices',
  one: 'invoice',
  type: 'PrivateInvoice',
  arguments: { filters: 'PrivateAllInvoicesFilter' },
  sortBy: 'CREATED_AT_ASC',
  overlap: '7 days',
  lanes: (request) => {
    const { from, to } = daysOf(request)
    if (!from) return { all: { filters: null } }
    return {
      dated: { filters: { invoiceDateGet: from, invoiceDateLet: to } },
      paid: { filters: { paymentDateGet: from, paymentDateLet: to } },
    }
  },
  fields: `
    id number status client { id } contact { id } assignedTo { id } createdBy { id } archived currency { code } subTotal
    taxTotal tipTotal total paidTotal dueTotal dueOn netDays notes topNotes tags summarize altBillingCompanyName
    altBillingFirstName altBillingLastName altBillingEmail altBillingPhone altBillingStreet1 altBillingStreet2
    altBillingMunicipality altBillingRegion altBillingPostalCode altBillingCountryCode clientUrl createdAt updatedAt`,
  nested: {
    allInvoiceItems: {
      first: 100,
      fields: `
        id sequenceNumber type description masterServiceItem { id } piano { id } quantity amount subTotal taxTotal total
        billable taxable taxes { id taxId name rate total } createdAt updatedAt`,
    },
    allInvoicePayments: {
      first: 100,
      fields: `
        id type status paymentSource amount tipTotal currency { code } paidAt notes paymentDetails failureReason
        isStripePayment wasInitiatedByClient createdAt`,
    },
    allClientLogs: {
      fields: `
        id type status client { id } piano { id } createdBy { id } automated verbose comment systemMessage
        createdAt updatedAt`,
    },
  },
})
