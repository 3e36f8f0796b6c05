-- Lifecycles, and the clients who have them.
begin;
select plan(4);

select sync.stage_nodes('clients', 'main', null, '[{"id": "cli_1", "companyName": "A", "lifecycle": {"id": "lif_1"}}]');
select results_eq($$select id, is_placeholder from gazelle.lifecycles$$, $$values ('lif_1', true)$$, 'a client may come before its lifecycle');
select sync.stage_nodes('lifecycles', 'main', null, '[
  {"id": "lif_1", "name": "Rappel annuel", "confWindowCode": "7-2", "createdAt": "2020-01-02T03:04:05Z", "updatedAt": null},
  {"id": "lif_2", "name": "", "confWindowCode": [7, 2], "createdAt": "hier"}
]');
select results_eq(
  $$select id, name, conf_window_code, gazelle_created_at, is_placeholder from gazelle.lifecycles order by id$$,
  $$values ('lif_1', 'Rappel annuel', '7-2', timestamptz '2020-01-02 03:04:05Z', false), ('lif_2', null, null, null, false)$$, 'and is met later'
);
select is((select lifecycle_id from gazelle.clients), 'lif_1', 'the client has it');
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_lifecycles s, jsonb_array_elements(s.issues) i where external_id = 'lif_2' order by 1, 2$$,
  $$values ('bad_instant', 'createdAt'), ('bad_text', 'confWindowCode')$$, 'what cannot be read is named'
);

select * from finish();
rollback;
