-- Invoices with items and payments; money stays in cents.
begin;
select plan(9);

select sync.stage_nodes('services', 'main', null, '[{"id": "mit_1"}]');
select sync.stage_nodes('invoices', 'main', null, '[{
  "id": "inv_1", "number": 7, "status": "OPEN", "client": {"id": "cli_1"}, "contact": {"id": "con_1"}, "assignedTo": {"id": "usr_1"},
  "createdBy": {"id": "usr_2"}, "archived": false, "currency": {"code": "CAD"}, "subTotal": 20000, "taxTotal": 2995, "tipTotal": 0,
  "total": 22995, "paidTotal": 10000, "dueTotal": 12995, "dueOn": "2026-03-01", "netDays": 30, "notes": "Merci", "topNotes": "",
  "tags": ["école"], "summarize": null, "altBillingCompanyName": "Ville", "altBillingFirstName": "A", "altBillingLastName": "B",
  "altBillingEmail": "a@b.c", "altBillingPhone": "514", "altBillingStreet1": "1 rue", "altBillingStreet2": "2", "altBillingMunicipality": "Laval",
  "altBillingRegion": "QC", "altBillingPostalCode": "H0H 0H0", "altBillingCountryCode": "CA", "createdAt": "2026-02-01T03:30:00Z", "updatedAt": null,
  "allInvoiceItems": {"pageInfo": {"hasNextPage": false}, "nodes": [
    {"id": "ini_1", "sequenceNumber": 1, "type": "LABOR_FIXED_RATE", "description": "Accord", "masterServiceItem": {"id": "mit_1"},
     "piano": {"id": "ins_1"}, "quantity": 150, "amount": 10000, "subTotal": 15000, "taxTotal": 2246, "total": 17246, "billable": null,
     "taxable": true, "taxes": [{"id": "txs_1", "name": "TVQ", "rate": 9975, "total": 1496}], "createdAt": "2026-02-01T03:30:00Z"},
    {"id": "ini_2", "masterServiceItem": null, "piano": null, "quantity": 100, "amount": 5000, "subTotal": 5000, "taxes": null}
  ]},
  "allInvoicePayments": {"pageInfo": {"hasNextPage": false}, "nodes": [
    {"id": "ipy_1", "type": "CHECK", "status": "SUCCEEDED", "paymentSource": "MANUAL", "amount": 10000, "tipTotal": 0, "currency": {"code": "CAD"},
     "paidAt": "2026-03-01T04:59:00Z", "notes": "no 12", "paymentDetails": null, "failureReason": "", "isStripePayment": false,
     "wasInitiatedByClient": null, "createdAt": "2026-03-01T05:00:00Z"}
  ]}
}]');
select results_eq(
  $$select number, status, client_id, contact_id, assigned_to_id, created_by_id, archived, currency from gazelle.invoices$$,
  $$values (7, 'OPEN', 'cli_1', 'con_1', 'usr_1', 'usr_2', false, 'CAD')$$, 'an invoice says whose it is'
);
select results_eq(
  $$select subtotal, tax_total, tip_total, total, paid_total, due_total from gazelle.invoices$$, $$values (20000, 2995, 0, 22995, 10000, 12995)$$,
  'and how much, in cents'
);
select results_eq(
  $$select due_on, net_days, notes, top_notes, tags, summarize, local_date, gazelle_created_at, gazelle_updated_at from gazelle.invoices$$,
  $$values (date '2026-03-01', 30, 'Merci', null, array['école'], null::boolean, date '2026-01-31', timestamptz '2026-02-01 03:30Z', null::timestamptz)$$,
  'and when: at half past ten in the evening it is still January in Montreal'
);
select results_eq(
  $$select array[alt_billing_company_name, alt_billing_first_name, alt_billing_last_name, alt_billing_email, alt_billing_phone, alt_billing_street1,
      alt_billing_street2, alt_billing_municipality, alt_billing_region, alt_billing_postal_code, alt_billing_country_code] from gazelle.invoices$$,
  $$values ('{Ville,A,B,a@b.c,514,"1 rue",2,Laval,QC,"H0H 0H0",CA}'::text[])$$, 'and who pays'
);
select results_eq(
  $$select id, invoice_id, sequence_number, type, description, service_item_id, piano_id, billable, taxable from gazelle.invoice_items order by id$$,
  $$values ('ini_1', 'inv_1', 1, 'LABOR_FIXED_RATE', 'Accord', 'mit_1', 'ins_1', null::boolean, true), ('ini_2', 'inv_1', null, null, null, null, null, null, null)$$,
  'each item says what was done to which piano'
);
select results_eq(
  $$select quantity, amount, subtotal, tax_total, total, taxes from gazelle.invoice_items order by id$$,
  $$values (150, 10000, 15000, 2246, 17246, '[{"id": "txs_1", "name": "TVQ", "rate": 9975, "total": 1496}]'::jsonb), (100, 5000, 5000, null, null, null)$$,
  'and for how much'
);
select results_eq(
  $$select id, invoice_id, type, status, payment_source, amount, tip_total, currency, paid_at, local_date from gazelle.invoice_payments$$,
  $$values ('ipy_1', 'inv_1', 'CHECK', 'SUCCEEDED', 'MANUAL', 10000, 0, 'CAD', timestamptz '2026-03-01 04:59Z', date '2026-02-28')$$,
  'each payment says how much and on which local day'
);
select results_eq(
  $$select notes, payment_details, failure_reason, is_stripe_payment, was_initiated_by_client, gazelle_created_at from gazelle.invoice_payments$$,
  $$values ('no 12', null::text, null::text, false, null::boolean, timestamptz '2026-03-01 05:00Z')$$, 'and how'
);
select is((select issues from staging.stg_invoices), null, 'nothing is wrong with it');

select * from finish();
rollback;
