import { graphql, type VariablesOf } from '../gazelle/document.ts'
import { connectionLane, dayOf, type Module, nestedConnection, recordById } from './module.ts'

const invoice = /* GraphQL */ `
  fragment Invoice on PrivateInvoice {
    id
    number
    status
    client {
      id
    }
    contact {
      id
    }
    assignedTo {
      id
    }
    createdBy {
      id
    }
    archived
    currency {
      code
    }
    subTotal
    taxTotal
    tipTotal
    total
    paidTotal
    dueTotal
    dueOn
    netDays
    notes
    topNotes
    tags
    summarize
    altBillingCompanyName
    altBillingFirstName
    altBillingLastName
    altBillingEmail
    altBillingPhone
    altBillingStreet1
    altBillingStreet2
    altBillingMunicipality
    altBillingRegion
    altBillingPostalCode
    altBillingCountryCode
    createdAt
    updatedAt
    allInvoiceItems(first: 100) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...InvoiceItem
      }
    }
    allInvoicePayments(first: 100) {
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...InvoicePayment
      }
    }
  }
`

const item = /* GraphQL */ `
  fragment InvoiceItem on PrivateInvoiceItem {
    id
    sequenceNumber
    type
    description
    masterServiceItem {
      id
    }
    piano {
      id
    }
    quantity
    amount
    subTotal
    taxTotal
    total
    billable
    taxable
    taxes {
      id
      taxId
      name
      rate
      total
    }
    createdAt
    updatedAt
  }
`

const payment = /* GraphQL */ `
  fragment InvoicePayment on PrivateInvoicePayment {
    id
    type
    status
    paymentSource
    amount
    tipTotal
    currency {
      code
    }
    paidAt
    notes
    paymentDetails
    failureReason
    isStripePayment
    wasInitiatedByClient
    createdAt
  }
`

const document = graphql(
  /* GraphQL */ `
  query Invoices($first: Int!, $after: String, $filters: PrivateAllInvoicesFilter) {
    allInvoices(first: $first, after: $after, filters: $filters, sortBy: [CREATED_AT_ASC]) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Invoice
      }
    }
  }
`,
  invoice,
  item,
  payment,
)

const invoiceDocument = graphql(
  /* GraphQL */ `
  query Invoice($id: String!) {
    invoice(id: $id) {
      ...Invoice
    }
  }
`,
  invoice,
  item,
  payment,
)

const itemsDocument = graphql(
  /* GraphQL */ `
  query InvoiceItems($id: String!, $after: String!) {
    invoice(id: $id) {
      allInvoiceItems(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...InvoiceItem
        }
      }
    }
  }
`,
  item,
)

const paymentsDocument = graphql(
  /* GraphQL */ `
  query InvoicePayments($id: String!, $after: String!) {
    invoice(id: $id) {
      allInvoicePayments(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          ...InvoicePayment
        }
      }
    }
  }
`,
  payment,
)

const nested = [
  nestedConnection('allInvoiceItems', itemsDocument, (data) => data.invoice?.allInvoiceItems),
  nestedConnection('allInvoicePayments', paymentsDocument, (data) => data.invoice?.allInvoicePayments),
]

const lane = (name: string, filters: VariablesOf<typeof document>['filters']) =>
  connectionLane(name, document, { filters }, (data) => data.allInvoices, { nested })

/** Invoices with items and payments: those dated or paid lately are cheap to ask for; other edits need a full sweep. */
export const invoices: Module = {
  name: 'invoices',
  overlap: () => '7 days',
  byId: recordById(invoiceDocument, (data) => data.invoice, nested),
  lanes: ({ since, until, timeZone }) => {
    if (!since) return [lane('all', null)]
    const from = dayOf(since, timeZone, -1)
    const to = until && dayOf(until, timeZone, 1)
    return [
      lane('dated', { invoiceDateGet: from, invoiceDateLet: to }),
      lane('paid', { paymentDateGet: from, paymentDateLet: to }),
    ]
  },
}
