-- Records that no staging table can hold, since they have no key.

create table sync.unidentified (
  unidentified_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  raw_data jsonb not null,
  content_hash uuid not null generated always as (md5(raw_data::text)::uuid) stored,
  issue text not null,
  run_id bigint,
  fetched_at timestamptz not null default now(),
  last_seen_at timestamptz not null default clock_timestamp(),
  unique (account_id, module, content_hash)
);

comment on table sync.unidentified is 'Records without a usable id: kept as they came, once each, as long as Gazelle gives them so.';
comment on column sync.unidentified.content_hash is 'md5 of raw_data, as a uuid: 16 bytes and readable.';
comment on column sync.unidentified.last_seen_at is 'When it came last; written once a day, and once by each sweep.';

alter table sync.unidentified enable row level security;

create function sync.stage_unidentified(p_module text, p_account text, p_run bigint, p_nodes jsonb[])
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_new int;
begin
  update sync.unidentified u
  set last_seen_at = clock_timestamp()
  from unnest(p_nodes) n (node)
  where u.account_id = p_account and u.module = p_module and u.content_hash = md5(n.node::text)::uuid
    -- Also by a poll while a sweep is read, which may have passed it.
    and u.last_seen_at < greatest(now() - interval '1 day', (
      select r.watermark from sync.runs r
      where r.account_id = p_account and r.module = p_module and r.kind = 'sweep' and r.status = 'running' and not r.dry_run
    ));
  insert into sync.unidentified (account_id, module, raw_data, issue, run_id)
  select p_account, p_module, n.node, 'no_id', p_run
  from unnest(p_nodes) n (node)
  on conflict do nothing;
  get diagnostics v_new = row_count;
  return v_new;
end;
$$;

comment on function sync.stage_unidentified(text, text, bigint, jsonb[]) is 'Keeps records without a usable id; answers how many are new.';

create function sync.forget_unmet_unidentified(p_run sync.runs)
returns void
language sql
set search_path = ''
begin atomic
  delete from sync.unidentified u
  where u.account_id = p_run.account_id and u.module = p_run.module
    and (u.last_seen_at < p_run.watermark or u.last_seen_at > clock_timestamp());
end;

comment on function sync.forget_unmet_unidentified(sync.runs) is
  'Drops the records without a usable id that were not met since a sweep began which read everything: they are gone, mended or another by now.';
