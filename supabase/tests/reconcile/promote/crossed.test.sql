-- Whatever comes for a kept field (a blank, a value, something unreadable, another account's) meets whatever is there.
begin;
select plan(1);
insert into reconcile.field_policies (entity, field, policy) values ('pianos', 'make', 'keep'), ('pianos', 'client_id', 'keep'), ('pianos', 'year', 'keep'), ('pianos', 'tags', 'keep') on conflict (entity, field) do update set policy = excluded.policy;
create temp table combos as
select row_number() over () as n, st.state, mk.v as make, yr.v as year, cl.v as client, tg.v as tags
from (values ('absent'), ('live'), ('placeholder'), ('deleted')) st (state),
     (values ('null'::jsonb), ('""'), ('"New"'), ('{"a":1}'), ('7')) mk (v),
     (values ('null'::jsonb), ('1990'), ('"x"'), ('1990.5'), ('1e400')) yr (v),
     (values ('null'::jsonb), ('{"id":"cli_new"}'), ('"junk"'), ('{"id":" "}'), ('{"id":"cli_foreign"}')) cl (v),
     (values ('null'::jsonb), ('[]'), ('["t"]'), ('[{"a":1}]'), ('"t"')) tg (v);
insert into sync.accounts (account_id, time_zone) values ('other', 'America/Montreal') on conflict do nothing;
insert into gazelle.clients (id, account_id) values ('cli_foreign', 'other'), ('cli_old', 'main');
insert into gazelle.pianos (id, account_id, make, year, client_id, tags, is_placeholder, deleted_at)
select 'ins_' || n, 'main', case when state <> 'placeholder' then 'Old' end, case when state <> 'placeholder' then 1900 end, case when state <> 'placeholder' then 'cli_old' end, case when state <> 'placeholder' then array['old'] end, state = 'placeholder', case when state = 'deleted' then now() end
from combos where state <> 'absent';
insert into staging.stg_pianos (account_id, external_id, raw_data)
select 'main', 'ins_' || n, jsonb_build_object('id', 'ins_' || n, 'make', make, 'year', year, 'client', client, 'tags', tags) from combos;
create temp table wanted as
select 'ins_' || n as id,
  case when make = '"New"' then 'New' when make = '7' then '7' when state in ('live', 'deleted') then 'Old' end as make,
  case when year = '1990' then 1990 when state in ('live', 'deleted') then 1900 end as year,
  case when client = '{"id":"cli_new"}' then 'cli_new' when state in ('live', 'deleted') then 'cli_old' end as client_id,
  case when tags = '["t"]' then array['t'] when state in ('live', 'deleted') then array['old'] when tags = '[]' then '{}'::text[] end as tags
from combos;
select results_eq('select id, make, year, client_id, tags, is_placeholder, deleted_at from gazelle.pianos order by id', 'select id, make, year, client_id, tags, false, null::timestamptz from wanted order by id', 'a value is taken, and nothing else erases what is there, on a live row, a placeholder or a deleted one');
select * from finish();
rollback;
