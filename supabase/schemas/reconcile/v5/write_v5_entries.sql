-- Entries of version 5 that Gazelle has not, as legacy history.

create function reconcile.write_v5_entries(p_account text, p_entries jsonb[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_written text[];
begin
  with entries as (
    select
      e.id, e.local_date, coalesce(case when e.type <> 'NOTE' then e.type end, 'USER_COMMENT') as type, e.title, e.description,
      c.id as client_id, p.id as piano_id, coalesce(u.id, r.matched_id) as user_id, i.id as invoice_id, s.id as estimate_id, e.created_by,
      -- Only the day is known: its first moment keeps the entry in its place.
      e.local_date::timestamp at time zone a.time_zone as occurred_at
    from unnest(p_entries) n (item)
    cross join lateral jsonb_to_record(n.item) e (
      id text, client_id text, piano_id text, user_id text, invoice_id text, estimate_id text, created_by text, local_date date, type text, title text,
      description text
    )
    join sync.accounts a on a.account_id = p_account
    left join gazelle.clients c on c.id = e.client_id and c.account_id = p_account
    left join gazelle.pianos p on p.id = e.piano_id and p.account_id = p_account
    left join gazelle.users u on u.id = e.user_id and u.account_id = p_account
    left join gazelle.invoices i on i.id = e.invoice_id and i.account_id = p_account
    left join gazelle.estimates s on s.id = e.estimate_id and s.account_id = p_account
    left join reconcile.legacy_references r on r.account_id = p_account and r.kind = 'user' and r.legacy_key = e.created_by
  ), written as (
    insert into gazelle.timeline_entries as t (
      id, account_id, occurred_at, local_date, type, summary, comment, client_id, piano_id, user_id, invoice_id, estimate_id, legacy_author, is_legacy
    )
    select
      e.id, p_account, e.occurred_at, e.local_date, e.type, e.title, e.description, e.client_id, e.piano_id, e.user_id, e.invoice_id, e.estimate_id,
      e.created_by, true
    from entries e
    order by e.id
    on conflict (id) do update
    set occurred_at = excluded.occurred_at, local_date = excluded.local_date, type = excluded.type, summary = excluded.summary,
      comment = excluded.comment, client_id = excluded.client_id, piano_id = excluded.piano_id, user_id = excluded.user_id,
      invoice_id = excluded.invoice_id, estimate_id = excluded.estimate_id, legacy_author = excluded.legacy_author, version = t.version + 1, updated_at = now()
    where t.account_id = p_account and t.is_legacy
      and (t.local_date, t.type, t.summary, t.comment, t.client_id, t.piano_id, t.user_id, t.invoice_id, t.estimate_id, t.legacy_author)
        is distinct from (
          excluded.local_date, excluded.type, excluded.summary, excluded.comment, excluded.client_id, excluded.piano_id, excluded.user_id,
          excluded.invoice_id, excluded.estimate_id, excluded.legacy_author
        )
    returning t.id
  )
  select coalesce(array_agg(w.id), '{}') into v_written from written w;
  return v_written;
end;
$$;

comment on function reconcile.write_v5_entries(text, jsonb[]) is
  'Writes entries of version 5 that Gazelle has not as legacy history; answers the ids of those that are new or changed.';
