-- Client logs of an invoice: when it was sent, and how.
begin;
select plan(3);

select sync.stage_nodes('invoices', 'main', null, '[{"id": "inv_1", "clientUrl": "https://example.com/i/1", "allClientLogs": {"pageInfo": {"hasNextPage": false}, "nodes": [
  {"id": "icl_1", "type": "INVOICE", "status": "EMAILED", "client": {"id": "cli_1"}, "piano": null, "createdBy": {"id": "usr_1"}, "automated": true,
   "comment": "Envoyée", "systemMessage": "", "createdAt": "2026-02-03T20:56:01Z", "updatedAt": null},
  {"id": "icl_2", "status": "PIGEON", "automated": "oui"}]}}]');
select results_eq(
  $$select id, invoice_id, type, status, client_id, piano_id, created_by_id, automated, comment, system_message, gazelle_created_at from gazelle.invoice_client_logs order by id$$,
  $$values
    ('icl_1', 'inv_1', 'INVOICE', 'EMAILED', 'cli_1', null::text, 'usr_1', true, 'Envoyée', null::text, timestamptz '2026-02-03 20:56:01Z'),
    ('icl_2', 'inv_1', null, 'PIGEON', null, null, null, null, null, null, null)$$,
  'each log is a row'
);
select is((select client_url from gazelle.invoices), 'https://example.com/i/1', 'the invoice has the client''s page');
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_invoices s, jsonb_array_elements(s.issues) i where external_id = 'inv_1' order by 1, 2$$,
  $$values ('bad_boolean', 'automated')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
