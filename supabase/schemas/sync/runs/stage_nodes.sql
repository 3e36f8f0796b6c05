-- A list of raw records goes into staging: once an id, and only where its content changed.

create function sync.asked_at(p_age_ms int)
returns timestamptz
language sql
volatile
set search_path = ''
return clock_timestamp() - greatest(p_age_ms, 0) * interval '1 millisecond';

comment on function sync.asked_at(int) is
  'The instant at which an answer of that age was asked for; now, where the age is not known. Never in the future: no later answer could replace the record.';

create function sync.records_of(p_nodes jsonb, out ids text[], out nodes jsonb[], out unidentified jsonb[])
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  with page as (
    select
      n.node,
      n.place,
      -- The rule of reconcile.to_id, written out: one function call a record would cost more than the rest of this statement.
      case
        when jsonb_typeof(n.node -> 'id') = 'string' and n.node ->> 'id' ~ '[^\s\u00a0]' and length(n.node ->> 'id') <= 200
          then n.node ->> 'id'
      end as id
    from jsonb_array_elements(p_nodes) with ordinality n (node, place)
  ),
  last as (
    select distinct on (p.id) p.id, p.node from page p where p.id is not null order by p.id, p.place desc
  )
  select
    (select coalesce(array_agg(l.id order by l.id), '{}') from last l),
    (select coalesce(array_agg(l.node order by l.id), '{}') from last l),
    (select coalesce(array_agg(p.node), '{}') from page p where p.id is null and p.node <> 'null')
  into ids, nodes, unidentified;
end;
$$;

comment on function sync.records_of(jsonb) is
  'The records of a list by their ids, the last of several with one id, in the order of ids; and those without a usable id.';

create function sync.stage_records(
  p_module text,
  p_account text,
  p_run bigint,
  p_ids text[],
  p_nodes jsonb[],
  p_unidentified jsonb[],
  p_blank jsonb,
  p_has_plain_text boolean,
  p_asked_at timestamptz,
  p_carried_over jsonb default null,
  out changed int,
  out promoted int,
  out rejected int,
  out placeholders int
)
language plpgsql
set search_path = ''
as $$
declare
  v_unidentified int := 0;
begin
  perform set_config('reconcile.placeholders', '0', true);
  if cardinality(p_unidentified) > 0 then
    v_unidentified := sync.stage_unidentified(
      p_module, p_account, p_run, array(select case when p_blank = '{}' then n.node else p_blank || n.node end from unnest(p_unidentified) n (node))
    );
  end if;
  -- The statement triggers have promoted the set by now; a record that they refused has the status rejected.
  execute format('select * from staging.%I($1, $2, $3, $4, $5, $6, $7, $8)', 'stage_' || p_module)
  into changed, promoted
  using p_account, p_run, p_ids, p_nodes, p_blank, p_has_plain_text, p_asked_at, p_carried_over;
  rejected := v_unidentified + changed - promoted;
  changed := changed + v_unidentified;
  placeholders := current_setting('reconcile.placeholders')::int;
end;
$$;

comment on function sync.stage_records(text, text, bigint, text[], jsonb[], jsonb[], jsonb, boolean, timestamptz, jsonb) is
  'Stages those of some records whose content changed (see sync.records_of) and counts what came of it. p_blank: see sync.stage_page; p_has_plain_text: see staging.records; p_asked_at: when Gazelle was asked; what was asked for later is not written over; p_carried_over: see sync.carried_over_nodes; null where every record has all that was asked for.';

create function sync.stage_nodes(
  p_module text,
  p_account text,
  p_run bigint,
  p_nodes jsonb,
  p_asked_at timestamptz default clock_timestamp(),
  out changed int,
  out promoted int,
  out rejected int,
  out placeholders int
)
language sql
set search_path = ''
begin atomic
  select s.changed, s.promoted, s.rejected, s.placeholders
  from sync.records_of(p_nodes) r
  cross join lateral sync.without_erased(p_module, p_account, r.ids, r.nodes, r.unidentified) w
  cross join lateral sync.stage_records(p_module, p_account, p_run, w.ids, w.nodes, w.unidentified, '{}', false, p_asked_at, '{}') s;
end;

comment on function sync.stage_nodes(text, text, bigint, jsonb, timestamptz) is 'Stages those of a list of raw records whose content changed.';
