-- References to clients: names are alike, e-mail and telephone decide.

create function reconcile.match_clients(p_account text default 'main', p_least numeric default 0.7, p_margin numeric default 0.15)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '10min'
as $$
begin
  delete from reconcile.match_candidates c where c.account_id = p_account and c.kind = 'client';

  with names as materialized (
    select c.id, reconcile.plain(c.display_name) as name
    from gazelle.clients c
    -- A client without any name shows its id.
    where c.account_id = p_account and not c.is_placeholder and c.deleted_at is null and c.display_name <> c.id
  ), emails as materialized (
    select distinct e.client_id as id, reconcile.plain_email(e.email) as email
    from gazelle.contact_emails e
    join gazelle.clients c on c.id = e.client_id and c.deleted_at is null
    where e.account_id = p_account and e.deleted_at is null
  ), phones as materialized (
    select distinct p.client_id as id, reconcile.plain_phone(p.phone_number) as phone
    from gazelle.contact_phones p
    join gazelle.clients c on c.id = p.client_id and c.deleted_at is null
    where p.account_id = p_account and p.deleted_at is null
  ), refs as materialized (
    select
      r.legacy_key,
      i.id,
      reconcile.plain(coalesce(
        nullif(btrim(r.facts ->> 'company_name'), ''), nullif(btrim(r.facts ->> 'display_name'), ''), nullif(btrim(r.facts ->> 'name'), ''),
        concat_ws(' ', r.facts ->> 'first_name', r.facts ->> 'last_name')
      )) as name,
      reconcile.plain_email(r.facts ->> 'email') as email,
      reconcile.plain_phone(r.facts ->> 'phone') as phone
    from reconcile.legacy_references r
    left join gazelle.clients i on i.id = r.facts ->> 'id' and i.account_id = p_account and not i.is_placeholder
    where r.account_id = p_account and r.kind = 'client'
  ), exact as materialized (
    select r.legacy_key, r.id, 'id' as rule from refs r where r.id is not null
    union
    select r.legacy_key, n.id, 'name' from refs r join names n on n.name = r.name where r.id is null
    union
    select r.legacy_key, e.id, 'email' from refs r join emails e on e.email = r.email where r.id is null
    union
    select r.legacy_key, p.id, 'phone' from refs r join phones p on p.phone = r.phone where r.id is null
  ), starts as materialized (
    select n.id, n.name, (select array_agg(left(w.word, 2)) from unnest(string_to_array(n.name, ' ')) w (word)) as starts
    from names n
  ), alike as (
    -- Likeness takes 5 µs a pair, of which there are millions: only pairs with a word that begins alike are compared.
    select r.legacy_key, s.id, s.score
    from (
      select r.legacy_key, r.name, (select array_agg(left(w.word, 2)) from unnest(string_to_array(r.name, ' ')) w (word)) as starts
      from refs r
    ) r
    cross join lateral (
      select l.id, l.score
      from (select n.id, extensions.similarity(n.name, r.name)::numeric as score from starts n where n.starts && r.starts offset 0) l
      where l.score >= 0.3
      order by l.score desc, l.id
      limit 5
    ) s
    where not exists (select from exact e where e.legacy_key = r.legacy_key)
  )
  insert into reconcile.match_candidates (account_id, kind, legacy_key, id, name, rules, score)
  select p_account, 'client', c.legacy_key, c.id, k.display_name, c.rules, c.score
  from (
    select e.legacy_key, e.id, array_agg(e.rule order by e.rule) as rules, 1 as score from exact e group by 1, 2
    union all
    select a.legacy_key, a.id, '{}', a.score from alike a
  ) c
  join gazelle.clients k on k.id = c.id;

  return reconcile.resolve_matches('client', p_account, p_least, p_margin);
end;
$$;

comment on function reconcile.match_clients(text, numeric, numeric) is
  'Matches references to clients: by id; by company or display name, e-mail and telephone; else by likeness of the name. Answers {references, matched, decided, undecided}.';
