-- Under the policy keep, a blank from Gazelle erases nothing; a value replaces.
begin;
select plan(20);

insert into staging.stg_clients (account_id, external_id, raw_data) values ('main', 'cli_1', '{"id": "cli_1", "tags": ["vip", "école"], "region": "Nord"}');
insert into staging.stg_pianos (account_id, external_id, raw_data)
values ('main', 'ins_1', '{"id": "ins_1", "damppChaserInstalled": true, "notes": "Clé sous le pot", "location": "Scène"}');
insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "summary": "S", "comment": "C", "type": "NOTE"}');

create function pg_temp.after(p_tags text)
returns text[]
language plpgsql
as $$
begin
  update staging.stg_clients set raw_data = jsonb_build_object('id', 'cli_1', 'tags', p_tags::jsonb);
  return (select tags from gazelle.clients);
end;
$$;
select is(pg_temp.after(v), '{vip,école}', format('tags survive %s', v))
from unnest(array['[]', 'null', '""', '[""]', '[null]', '{}', '"none"', '5']) v;
update staging.stg_clients set raw_data = '{"id": "cli_1"}';
select is((select tags from gazelle.clients), '{vip,école}', 'tags survive their absence');
select is((select region from gazelle.clients), null, 'a mirrored field does not');
select is(pg_temp.after('["vip"]'), '{vip}', 'a new list of tags replaces them');

create function pg_temp.after_dampp(p_value text)
returns boolean
language plpgsql
as $$
begin
  update staging.stg_pianos set raw_data = raw_data || jsonb_build_object('damppChaserInstalled', p_value::jsonb);
  return (select dampp_chaser_installed from gazelle.pianos);
end;
$$;
select is(pg_temp.after_dampp(v), true, format('a humidity system survives %s', v)) from unnest(array['null', '""', '"false"', '0', '[]']) v;
select is(pg_temp.after_dampp('false'), false, 'false is an answer, and replaces true');
select is(pg_temp.after_dampp('null'), false, 'null is not false, and not true either');

update staging.stg_pianos set raw_data = '{"id": "ins_1", "notes": "  ", "location": ""}';
select results_eq(
  $$select notes, location from gazelle.pianos$$, $$values ('Clé sous le pot', null::text)$$, 'notes survive white space; a mirrored text is emptied'
);
update staging.stg_timeline set raw_data = raw_data || '{"summary": null, "comment": "", "type": null}';
select results_eq(
  $$select summary, comment, type from gazelle.timeline_entries$$, $$values ('S', 'C', null::text)$$, 'the texts of the timeline survive, too'
);

select * from finish();
rollback;
