-- Written by `npm run generate:migrations` from supabase/: schemas/staging/records.sql, schemas/staging/promote_changed.sql. Do not edit.

-- Staging keeps what Gazelle answered and refuses nothing. A module's table inherits from this one.

create table staging.records (
  account_id text not null,
  external_id text not null,
  raw_data jsonb not null,
  status text not null default 'pending'
    constraint status_is_known check (status in ('pending', 'promoted', 'rejected')),
  processing_attempts smallint not null default 0,
  issues jsonb,
  last_error text,
  run_id bigint,
  has_plain_text boolean not null default false,
  first_fetched_at timestamptz not null default now(),
  fetched_at timestamptz not null default now(),
  lists_at jsonb,
  processed_at timestamptz,
  gone_at timestamptz
);

comment on table staging.records is 'Parent of all staging tables: reading it reads every module. Empty itself.';
comment on column staging.records.external_id is 'Gazelle''s id.';
comment on column staging.records.raw_data is 'The last known value of each field that Gazelle answered. A field absent from an answer keeps its value; [["error"]] inside a field: Gazelle answered an error there.';
comment on column staging.records.status is 'pending: waits for promotion; promoted: in production; rejected: something of it was refused, see issues.';
comment on column staging.records.processing_attempts is 'How often promotion was tried with this content.';
comment on column staging.records.issues is 'What is wrong in it: a list of {rule, field, value}. The rules stand in reconcile.rules.';
comment on column staging.records.last_error is 'SQLSTATE and message, when promotion failed for a reason that no rule foresaw.';
comment on column staging.records.has_plain_text is
  'The fetcher has checked its text: no character that Postgres cannot store, and no text above a million characters. Promotion then skips reconcile.check_text.';
comment on column staging.records.fetched_at is
  'When Gazelle was asked for this content: what was asked for earlier never goes over it. An unchanged record is not written.';
comment on column staging.records.lists_at is
  'Lists and objects that the content of fetched_at lacks, and which stayed as they were: when Gazelle was asked for each. Null: all are of fetched_at.';

comment on column staging.records.gone_at is 'When it was found to be gone from Gazelle. Cleared, and promoted again, when it returns.';

alter table staging.records enable row level security;

-- Promotion follows staging in the same transaction, for all rows of a statement at once.

create function staging.promote_inserted()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_account text;
  v_ids text[];
  v_is_noted boolean;
begin
  for v_account, v_ids, v_is_noted in
    select f.account_id, array_agg(f.external_id), bool_and(f.status = 'promoted' and f.issues is null and f.last_error is null and f.has_plain_text)
    from fresh f
    where f.status <> 'rejected'
    group by f.account_id
  loop
    perform reconcile.promote(tg_argv[0], v_account, v_ids, v_is_noted);
  end loop;
  return null;
end;
$$;

comment on function staging.promote_inserted() is 'Promotes new staging rows as one set.';

create function staging.promote_updated()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  v_account text;
  v_ids text[];
  v_is_noted boolean;
begin
  -- Promotion's own updates of status and issues change no content and set no row to pending, so the recursion ends here.
  for v_account, v_ids, v_is_noted in
    select f.account_id, array_agg(f.external_id), bool_and(f.status = 'promoted' and f.issues is null and f.last_error is null and f.has_plain_text)
    from fresh f
    join stale s using (account_id, external_id)
    where f.gone_at is null
      and (f.raw_data <> s.raw_data or (f.status = 'pending' and s.status <> 'pending') or s.gone_at is not null)
    group by f.account_id
  loop
    perform reconcile.promote(tg_argv[0], v_account, v_ids, v_is_noted);
  end loop;
  return null;
end;
$$;

comment on function staging.promote_updated() is
  'Promotes staging rows whose content changed, that returned after a soft delete, or that were set back to pending in Studio.';
