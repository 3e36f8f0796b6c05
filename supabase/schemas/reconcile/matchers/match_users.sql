-- References to users: technicians are known by their names.

create function reconcile.match_users(p_account text default 'main', p_least numeric default 0.8, p_margin numeric default 0.15)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '10min'
as $$
begin
  delete from reconcile.match_candidates c where c.account_id = p_account and c.kind = 'user';

  with known as materialized (
    select u.id, u.full_name, reconcile.plain(u.full_name) as name, reconcile.plain_email(u.email) as email
    from gazelle.users u
    where u.account_id = p_account and not u.is_placeholder and u.deleted_at is null
  ), refs as materialized (
    select
      r.legacy_key,
      i.id,
      reconcile.plain_email(r.facts ->> 'email') as email,
      -- "Côté, Jean-François" too.
      reconcile.plain(regexp_replace(
        coalesce(nullif(btrim(r.facts ->> 'name'), ''), concat_ws(' ', r.facts ->> 'first_name', r.facts ->> 'last_name')),
        '^([^,]+),(.+)$', '\2 \1'
      )) as name
    from reconcile.legacy_references r
    left join gazelle.users i on i.id = r.facts ->> 'id' and i.account_id = p_account and not i.is_placeholder
    where r.account_id = p_account and r.kind = 'user'
  ), exact as materialized (
    select r.legacy_key, r.id, 'id' as rule from refs r where r.id is not null
    union
    select r.legacy_key, k.id, 'name' from refs r join known k on k.name = r.name where r.id is null
    union
    select r.legacy_key, k.id, 'email' from refs r join known k on k.email = r.email where r.id is null
  ), alike as (
    -- offset 0: likeness takes some 5 µs, so it is computed once for each pair.
    select r.legacy_key, s.id, s.score
    from refs r
    cross join lateral (
      select l.id, l.score
      from (select k.id, extensions.similarity(k.name, r.name)::numeric as score from known k offset 0) l
      where l.score >= 0.3
      order by l.score desc, l.id
      limit 5
    ) s
    where not exists (select from exact e where e.legacy_key = r.legacy_key)
  )
  insert into reconcile.match_candidates (account_id, kind, legacy_key, id, name, rules, score)
  select p_account, 'user', c.legacy_key, c.id, u.full_name, c.rules, c.score
  from (
    select e.legacy_key, e.id, array_agg(e.rule order by e.rule) as rules, 1 as score from exact e group by 1, 2
    union all
    select a.legacy_key, a.id, '{}', a.score from alike a
  ) c
  join gazelle.users u on u.id = c.id;

  return reconcile.resolve_matches('user', p_account, p_least, p_margin);
end;
$$;

comment on function reconcile.match_users(text, numeric, numeric) is
  'Matches references to users: by id; by e-mail and by first and last name without case, accents and hyphens; else by likeness. Answers {references, matched, decided, undecided}.';
