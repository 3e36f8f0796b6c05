-- Written by `npm run generate:migrations` from supabase/: schemas/reconcile/matchers/decide_match.sql, schemas/reconcile/matchers/legacy_references.sql, schemas/reconcile/matchers/match_candidates.sql, schemas/reconcile/matchers/match_clients.sql, schemas/reconcile/matchers/match_decisions.sql, schemas/reconcile/matchers/match_pianos.sql, schemas/reconcile/matchers/match_users.sql, schemas/reconcile/matchers/plain_values.sql, schemas/reconcile/matchers/resolve_matches.sql, schemas/reconcile/matchers/undecided_matches.sql. Do not edit.

-- A person decides what the rules leave open.

create function reconcile.decide_match(
  p_kind text,
  p_key text,
  p_id text default null,
  p_account text default 'main',
  p_by text default null,
  p_reason text default null
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  v_is_known boolean := p_id is null;
begin
  perform from reconcile.legacy_references r where r.account_id = p_account and r.kind = p_kind and r.legacy_key = p_key;
  if not found then
    raise exception 'there is no % reference %', p_kind, p_key
      using errcode = 'GZ405', hint = 'See reconcile.legacy_references.';
  end if;
  if p_id is not null then
    execute format('select exists (select from gazelle.%I t where t.id = $1 and t.account_id = $2)', p_kind || 's')
    into v_is_known using p_id, p_account;
  end if;
  if not v_is_known then
    raise exception 'there is no % %', p_kind, p_id
      using errcode = 'GZ405', hint = 'Give the id of a record in production, or none when it means no record of Gazelle''s.';
  end if;

  insert into reconcile.match_decisions as d (account_id, kind, legacy_key, matched_id, decided_by, reason)
  values (p_account, p_kind, p_key, p_id, coalesce(p_by, current_user), p_reason)
  on conflict (account_id, kind, legacy_key) do update
  set matched_id = excluded.matched_id, decided_by = excluded.decided_by, reason = excluded.reason, decided_at = now();

  update reconcile.legacy_references r
  set matched_id = p_id, method = 'decision', score = null, matched_at = now()
  where r.account_id = p_account and r.kind = p_kind and r.legacy_key = p_key;
  return format('%s %s is %s.', p_kind, p_key, coalesce(p_id, 'none of Gazelle''s'));
end;
$$;

comment on function reconcile.decide_match(text, text, text, text, text, text) is
  'A person decides which record a reference means; p_id null: none. Stored, and changed by deciding again. Raises GZ405 when reference or record is unknown.';

-- Imported rows without a Gazelle id, to be matched with Gazelle's users, clients and pianos.

create table reconcile.legacy_references (
  account_id text not null references sync.accounts,
  kind text not null constraint kind_is_known check (kind in ('user', 'client', 'piano')),
  legacy_key text not null,
  facts jsonb not null constraint facts_are_an_object check (jsonb_typeof(facts) = 'object'),
  matched_id text,
  method text,
  score numeric,
  matched_at timestamptz,
  primary key (account_id, kind, legacy_key)
);

comment on table reconcile.legacy_references is
  'Imported rows that mean a record of Gazelle''s. Insert them, then call reconcile.match_users, match_clients and match_pianos, in this order.';
comment on column reconcile.legacy_references.legacy_key is 'What the import calls it: a display name, a serial key, a row''s number.';
comment on column reconcile.legacy_references.facts is
  'What is known of it. All: id. user: name, or first_name and last_name; email. client: company_name, display_name, name, or first_name and last_name; email, phone. piano: serial_number, make, model, location; client_id, or client_key (legacy_key of its client).';
comment on column reconcile.legacy_references.matched_id is 'Gazelle''s id of the one that is meant. Null: none, or not decided.';
comment on column reconcile.legacy_references.method is
  'decision: a person''s; similar: likeness; else the exact rules that it agrees with, such as name+email. Null: not decided.';
comment on column reconcile.legacy_references.matched_at is 'When the answer last changed; null: never matched.';
comment on column reconcile.legacy_references.score is 'Likeness from 0 to 1; exact rules give 1.';

create index legacy_references_undecided on reconcile.legacy_references (kind) where method is null;

alter table reconcile.legacy_references enable row level security;

-- The candidates of each reference: why it was matched, or was not.

create table reconcile.match_candidates (
  account_id text not null,
  kind text not null,
  legacy_key text not null,
  id text not null,
  name text,
  rules text[] not null default '{}',
  score numeric not null,
  is_hint boolean not null default false,
  primary key (account_id, kind, legacy_key, id),
  foreign key (account_id, kind, legacy_key) references reconcile.legacy_references on delete cascade
);

comment on table reconcile.match_candidates is 'The records that each reference could mean, as the last matching found. Written anew by every matching.';
comment on column reconcile.match_candidates.rules is 'The exact rules that it agrees with; none: it is only alike.';
comment on column reconcile.match_candidates.is_hint is 'Shown to the person who decides, never chosen automatically.';

alter table reconcile.match_candidates enable row level security;

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

-- A person's decision outlives the next import and the next matching.

create table reconcile.match_decisions (
  account_id text not null references sync.accounts,
  kind text not null constraint kind_is_known check (kind in ('user', 'client', 'piano')),
  legacy_key text not null,
  matched_id text,
  decided_by text not null,
  reason text,
  decided_at timestamptz not null default now(),
  primary key (account_id, kind, legacy_key)
);

comment on table reconcile.match_decisions is 'What people decided. It wins over every rule, also when the references are imported again.';
comment on column reconcile.match_decisions.matched_id is 'Null: it means none of Gazelle''s records.';

alter table reconcile.match_decisions enable row level security;

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

-- Serial numbers, telephone numbers and addresses in the one form in which they are compared.

create function reconcile.plain_serial(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_serial text := ltrim(regexp_replace(upper(p_text), '[^A-Z0-9]', '', 'g'), '0');
begin
  -- "?", "N/A" and "0" stand for many pianos.
  return case when v_serial ~ '\d' and length(v_serial) >= 3 then v_serial end;
end;
$$;

comment on function reconcile.plain_serial(text) is 'A serial number without spaces, marks and leading zeros; null when it is none.';

create function reconcile.plain_phone(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
declare
  v_digits text := regexp_replace(split_part(lower(p_text), 'x', 1), '\D', '', 'g');
begin
  return case when length(v_digits) >= 7 then right(v_digits, 10) end;
end;
$$;

comment on function reconcile.plain_phone(text) is 'The last ten digits of a telephone number, without its extension; null when there are fewer than seven.';

create function reconcile.plain_email(p_text text)
returns text
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return case when p_text like '%_@_%' then lower(btrim(p_text)) end;
end;
$$;

comment on function reconcile.plain_email(text) is 'An e-mail address in lower case; null when it is none.';

-- One clear winner or none: exact rules first, then likeness of names.

create function reconcile.resolve_matches(p_kind text, p_account text, p_least numeric, p_margin numeric)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  update reconcile.legacy_references r
  set matched_id = w.id, method = w.method, score = w.score, matched_at = now()
  from (
    select
      r.legacy_key,
      case when d.legacy_key is not null then d.matched_id else coalesce(e.id, s.id) end as id,
      case
        when d.legacy_key is not null then 'decision'
        when e.id is not null then e.method
        when s.id is not null then 'similar'
      end as method,
      case when d.legacy_key is null then coalesce(e.score, s.score) end as score
    from reconcile.legacy_references r
    left join reconcile.match_decisions d using (account_id, kind, legacy_key)
    left join lateral (
      -- The one candidate that agrees with every exact rule that any candidate agrees with. Two such, or rules that disagree, decide nothing.
      select min(c.id) as id, min(array_to_string(c.rules, '+')) as method, min(c.score) as score
      from reconcile.match_candidates c
      where c.account_id = r.account_id and c.kind = r.kind and c.legacy_key = r.legacy_key
        and c.rules @> (
          select array_agg(distinct u.rule)
          from reconcile.match_candidates o
          cross join unnest(o.rules) u (rule)
          where o.account_id = r.account_id and o.kind = r.kind and o.legacy_key = r.legacy_key
        )
      having count(*) = 1
    ) e on true
    left join lateral (
      select b.id, b.score
      from (
        select c.id, c.score, lead(c.score, 1, 0) over (order by c.score desc, c.id) as next_score
        from reconcile.match_candidates c
        where c.account_id = r.account_id and c.kind = r.kind and c.legacy_key = r.legacy_key
          and c.rules = '{}' and not c.is_hint
        order by c.score desc, c.id
        limit 1
      ) b
      where b.score >= p_least and b.score - b.next_score >= p_margin
        and not exists (
          select from reconcile.match_candidates o
          where o.account_id = r.account_id and o.kind = r.kind and o.legacy_key = r.legacy_key and o.rules <> '{}'
        )
    ) s on true
    where r.account_id = p_account and r.kind = p_kind
  ) w
  where r.account_id = p_account and r.kind = p_kind and r.legacy_key = w.legacy_key
    and (r.matched_at is null or (r.matched_id, r.method, r.score) is distinct from (w.id, w.method, w.score));

  return (
    select jsonb_build_object(
      'references', count(*),
      'matched', count(*) filter (where r.matched_id is not null),
      'decided', count(*) filter (where r.method = 'decision'),
      'undecided', count(*) filter (where r.method is null)
    )
    from reconcile.legacy_references r
    where r.account_id = p_account and r.kind = p_kind
  );
end;
$$;

comment on function reconcile.resolve_matches(text, text, numeric, numeric) is
  'Chooses among the candidates of a kind: a person''s decision, else the only one that agrees with all exact rules, else the one that is at least p_least alike and p_margin more than the next.';

-- What waits for such a decision, with the candidates and the reason.

create view reconcile.undecided_matches with (security_invoker = on) as
select
  r.account_id,
  r.kind,
  r.legacy_key,
  r.facts,
  case
    when r.matched_at is null then 'not_matched_yet'
    when c.candidates is null then 'nothing_like_it'
    when c.is_exact then 'several_or_contradictory'
    else 'not_alike_enough'
  end as reason,
  coalesce(c.candidates, '[]') as candidates
from reconcile.legacy_references r
left join lateral (
  select
    bool_or(c.rules <> '{}') as is_exact,
    jsonb_agg(
      jsonb_build_object('id', c.id, 'name', c.name, 'score', round(c.score, 2), 'rules', c.rules)
      order by cardinality(c.rules) desc, c.score desc, c.id
    ) as candidates
  from reconcile.match_candidates c
  where c.account_id = r.account_id and c.kind = r.kind and c.legacy_key = r.legacy_key
) c on true
where r.method is null;

comment on view reconcile.undecided_matches is
  'References that wait for a person: reconcile.decide_match(kind, key, id). With their candidates, best first: {id, name, score, rules}.';
