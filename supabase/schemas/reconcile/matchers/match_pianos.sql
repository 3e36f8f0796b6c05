-- References to pianos: within their client, since serial numbers are not unique.

create function reconcile.match_pianos(p_account text default 'main', p_least numeric default 0.75, p_margin numeric default 0.2)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '10min'
as $$
begin
  delete from reconcile.match_candidates c where c.account_id = p_account and c.kind = 'piano';

  with known as materialized (
    select
      p.id, p.client_id, reconcile.plain_serial(p.serial_number) as serial, reconcile.plain(p.make) as make,
      reconcile.plain(p.location) as location, reconcile.plain(concat_ws(' ', p.make, p.model, p.location)) as words
    from gazelle.pianos p
    where p.account_id = p_account and not p.is_placeholder and p.deleted_at is null
  ), refs as materialized (
    select
      r.legacy_key, i.id, coalesce(nullif(r.facts ->> 'client_id', ''), c.matched_id) as client_id,
      reconcile.plain_serial(r.facts ->> 'serial_number') as serial, reconcile.plain(r.facts ->> 'make') as make,
      reconcile.plain(r.facts ->> 'location') as location,
      reconcile.plain(concat_ws(' ', r.facts ->> 'make', r.facts ->> 'model', r.facts ->> 'location')) as words
    from reconcile.legacy_references r
    left join gazelle.pianos i on i.id = r.facts ->> 'id' and i.account_id = p_account and not i.is_placeholder
    left join reconcile.legacy_references c
      on c.account_id = p_account and c.kind = 'client' and c.legacy_key = r.facts ->> 'client_key'
    where r.account_id = p_account and r.kind = 'piano'
  ), exact as materialized (
    select r.legacy_key, r.id, 'id' as rule from refs r where r.id is not null
    union
    select r.legacy_key, k.id, 'serial'
    from refs r
    join known k on k.client_id = r.client_id and k.serial = r.serial
    where r.id is null
    union
    select r.legacy_key, k.id, 'make+location'
    from refs r
    join known k on k.client_id = r.client_id and k.make = r.make and k.location = r.location
    -- Two serial numbers are two pianos.
    where r.id is null and (r.serial = k.serial) is not false
  ), alike as (
    select r.legacy_key, s.id, s.score, s.is_hint
    from refs r
    cross join lateral (
      select
        k.id,
        coalesce(extensions.similarity(k.words, r.words), 0)::numeric as score,
        -- The same serial number at another client is a move, a copy or chance; another serial number is another piano;
        -- and a make without a place could be any.
        (k.client_id = r.client_id) is not true or (k.serial = r.serial) is false or r.location is null as is_hint
      from known k
      where (k.client_id = r.client_id and extensions.similarity(k.words, r.words) >= 0.3) or k.serial = r.serial
      order by 3, 2 desc, 1
      limit 5
    ) s
    where not exists (select from exact e where e.legacy_key = r.legacy_key)
  )
  insert into reconcile.match_candidates (account_id, kind, legacy_key, id, name, rules, score, is_hint)
  select
    p_account, 'piano', c.legacy_key, c.id,
    concat_ws(', ', nullif(concat_ws(' ', k.make, k.model), ''), k.serial_number, k.location, o.display_name), c.rules, c.score, c.is_hint
  from (
    select e.legacy_key, e.id, array_agg(e.rule order by e.rule desc) as rules, 1 as score, false as is_hint from exact e group by 1, 2
    union all
    select a.legacy_key, a.id, '{}', a.score, a.is_hint from alike a
  ) c
  join gazelle.pianos k on k.id = c.id
  left join gazelle.clients o on o.id = k.client_id;

  return reconcile.resolve_matches('piano', p_account, p_least, p_margin);
end;
$$;

comment on function reconcile.match_pianos(text, numeric, numeric) is
  'Matches references to pianos: by id; by serial number or make and location, each at the same client; else by likeness at the same client. Answers {references, matched, decided, undecided}.';
