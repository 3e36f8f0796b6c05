-- A text, a type or a reference that cannot be read leaves the readings as they were (case L1).
begin;
select plan(7);

insert into staging.stg_timeline (account_id, external_id, raw_data)
values ('main', 'tme_1', '{"id": "tme_1", "occurredAt": "2026-02-03T20:56:01Z", "type": "SERVICE_ENTRY_MANUAL", "summary": "22°C, 45 %", "piano": {"id": "ins_1"}, "client": {"id": "cli_1"}}');
create temp table before as select to_jsonb(e) as was from gazelle.extracted_measurements e;
select results_eq($$select count(*) from before$$, $$values (1::bigint)$$, 'a reading is there');

create function pg_temp.after(p_change jsonb)
returns setof jsonb
language plpgsql
as $$
begin
  update staging.stg_timeline set raw_data = raw_data || p_change;
  return query select to_jsonb(e) from gazelle.extracted_measurements e;
end;
$$;
select results_eq(format('select pg_temp.after(%L)', v), 'select was from before', format('it stays as it was after %s', v))
from unnest(array['{"summary": {"x": 1}}', '{"summary": [1]}', '{"type": true}', '{"piano": 5, "client": []}', '{"occurredAt": "soon"}', '{"summary": ""}']) v;

select * from finish();
rollback;
