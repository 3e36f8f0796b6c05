-- Pianos are known by serial number and client, then by make and location at the client. Never a guess.
begin;
select plan(3);

select sync.stage_nodes('clients', 'main', null, '[
  {"id": "cli_1", "companyName": "École"}, {"id": "cli_2", "companyName": "Église"}, {"id": "cli_3", "companyName": "Centre"}
]');
select sync.stage_nodes('pianos', 'main', null, '[
  {"id": "ins_1", "client": {"id": "cli_1"}, "make": "Yamaha", "model": "U1", "serialNumber": "J 123.4567", "location": "Local 101"},
  {"id": "ins_2", "client": {"id": "cli_2"}, "make": "Yamaha", "model": "U1", "serialNumber": "1234567", "location": "Nef"},
  {"id": "ins_3", "client": {"id": "cli_1"}, "make": "Kawai", "model": "K-300", "serialNumber": null, "location": "Local 102"},
  {"id": "ins_4", "client": {"id": "cli_1"}, "make": "Kawai", "model": "K-500", "serialNumber": "N/A", "location": "Local 103"},
  {"id": "ins_5", "client": {"id": "cli_1"}, "make": "Kawai", "model": "K-500", "serialNumber": "", "location": "Local 103"},
  {"id": "ins_6", "client": {"id": "cli_3"}, "make": "Steinway & Sons", "model": "D", "serialNumber": "555111", "location": "Grande scène"},
  {"id": "ins_7", "client": {"id": "cli_3"}, "make": "Heintzman", "model": "", "serialNumber": "99881", "location": null},
  {"id": "ins_8", "client": {"id": "cli_2"}, "make": "Yamaha", "model": "U1", "serialNumber": "J1234567", "status": "INACTIVE"}
]');

insert into reconcile.legacy_references (account_id, kind, legacy_key, facts) values
  ('main', 'client', 'row 9', '{"company_name": "Centre"}'),
  ('main', 'piano', '01', '{"serial_number": "j1234567", "client_id": "cli_1"}'),
  ('main', 'piano', '02', '{"serial_number": "0001234567", "client_id": "cli_2"}'),
  ('main', 'piano', '03', '{"serial_number": "J1234567"}'),
  ('main', 'piano', '04', '{"serial_number": "J1234567", "client_id": "cli_3"}'),
  ('main', 'piano', '05', '{"make": "KAWAI", "location": "local 102", "client_id": "cli_1"}'),
  ('main', 'piano', '06', '{"make": "Kawai", "location": "Local 103", "client_id": "cli_1"}'),
  ('main', 'piano', '07', '{"make": "Kawai", "location": "Local 102", "serial_number": "777777", "client_id": "cli_1"}'),
  ('main', 'piano', '08', '{"make": "Kawai", "location": "Local 102"}'),
  ('main', 'piano', '09', '{"serial_number": "555111", "client_key": "row 9"}'),
  ('main', 'piano', '10', '{"make": "Steinway & Sons", "model": "D", "location": "Grande scene (arriere)", "client_key": "row 9"}'),
  ('main', 'piano', '11', '{"make": "Heintzman", "client_key": "row 9"}'),
  ('main', 'piano', '12', '{"serial_number": "N/A", "client_id": "cli_1"}'),
  ('main', 'piano', '13', '{"make": "Yamaha", "location": "Local 101", "serial_number": "222222", "client_id": "cli_1"}'),
  ('main', 'piano', '14', '{"id": "ins_7"}');

select reconcile.match_clients();
select is(
  reconcile.match_pianos(), '{"references": 14, "matched": 7, "decided": 0, "undecided": 7}', 'the answer counts what was found'
);
select results_eq(
  $$select legacy_key, matched_id, method from reconcile.legacy_references where kind = 'piano' and matched_id is not null order by 1$$,
  $$values
    ('01', 'ins_1', 'serial'), ('02', 'ins_2', 'serial'), ('05', 'ins_3', 'make+location'),
    ('07', 'ins_3', 'make+location'), ('09', 'ins_6', 'serial'),
    ('10', 'ins_6', 'similar'), ('14', 'ins_7', 'id')$$,
  'one serial number at two clients is two pianos; one that Gazelle lacks leaves make and location'
);
select results_eq(
  $$select legacy_key, jsonb_path_query_array(candidates, '$[*].id') from reconcile.undecided_matches where kind = 'piano' order by 1$$,
  $$values
    ('03', '["ins_1", "ins_8"]'::jsonb), ('04', '["ins_1", "ins_8"]'), ('06', '["ins_4", "ins_5"]'),
    ('08', '[]'), ('11', '["ins_7"]'), ('12', '[]'), ('13', '["ins_1"]')$$,
  'a serial number alone, a twin, another serial number, a make without a place: shown to a person, never chosen'
);

select * from finish();
rollback;
