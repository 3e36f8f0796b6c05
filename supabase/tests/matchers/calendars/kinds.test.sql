-- Calendars that are not people are users with a kind: by name, unless a person says otherwise.
begin;
select plan(7);

select sync.stage_nodes('users', 'main', null, '[
  {"id": "usr_1", "firstName": "À", "lastName": "attribuer"},
  {"id": "usr_2", "firstName": "Montréal", "lastName": "(à planifier)"},
  {"id": "usr_3", "firstName": "To Be", "lastName": "ASSIGNED"},
  {"id": "usr_4", "firstName": "Anna", "lastName": "Attribuer"},
  {"id": "usr_5", "firstName": "Tba", "lastName": ""},
  {"id": "usr_6", "firstName": "Tbarre", "lastName": "Roy"},
  {"id": "usr_7", "firstName": null, "lastName": null},
  {"id": "usr_8", "firstName": "Liste d’attente", "lastName": "Québec"}
]');

select results_eq(
  $$select id, kind, kind_by_name from gazelle.users order by id$$,
  $$values
    ('usr_1', 'calendar', 'calendar'), ('usr_2', 'calendar', 'calendar'), ('usr_3', 'calendar', 'calendar'),
    ('usr_4', 'person', 'person'), ('usr_5', 'calendar', 'calendar'), ('usr_6', 'person', 'person'),
    ('usr_7', 'person', 'person'), ('usr_8', 'calendar', 'calendar')$$,
  'a calendar is told by whole words of its name, without case and accents'
);

insert into reconcile.calendar_names (name) values ('Équipe');
select sync.stage_nodes('users', 'main', null, '[{"id": "usr_9", "firstName": "Equipe", "lastName": "B"}]');
select is(kind, 'calendar', 'a word that an administrator adds counts') from gazelle.users where id = 'usr_9';
delete from reconcile.calendar_names where name = 'Équipe';
select is(kind, 'person', 'and no longer when it is taken away, without a sync') from gazelle.users where id = 'usr_9';
select throws_ok(
  $$insert into reconcile.calendar_names (name) values ('(…)')$$, '23514', null, 'a name without letters would fit everybody'
);

update gazelle.users set kind_by_hand = 'person' where id = 'usr_1';
update gazelle.users set kind_by_hand = 'calendar' where id = 'usr_4';
select sync.stage_nodes('users', 'main', null, '[
  {"id": "usr_1", "firstName": "À", "lastName": "attribuer", "color": "#000000"},
  {"id": "usr_4", "firstName": "Anna", "lastName": "Attribuer", "color": "#000000"}
]');
select reconcile.replay('users');
select results_eq(
  $$select id, kind, color from gazelle.users where id in ('usr_1', 'usr_4') order by id$$,
  $$values ('usr_1', 'person', '#000000'), ('usr_4', 'calendar', '#000000')$$,
  'what a person says stays, through syncs and replays'
);
update gazelle.users set kind_by_hand = null where id = 'usr_1';
select is(kind, 'calendar', 'and can be taken back') from gazelle.users where id = 'usr_1';
select throws_ok($$update gazelle.users set kind_by_hand = 'robot'$$, '23514', null, 'there are no other kinds');

select * from finish();
rollback;
