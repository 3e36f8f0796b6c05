-- Written by `npm run generate:migrations` from supabase/: schemas/sync/accounts.sql, schemas/sync/modules.sql, schemas/sync/add_module.sql, schemas/sync/deployed_functions.sql, schemas/sync/fit_text.sql, schemas/sync/links.sql, schemas/sync/retention.sql, schemas/sync/worker_limits.sql. Do not edit.

-- One row for each Gazelle account, that is for each company. A database with one company has the row main alone.

create table sync.accounts (
  account_id text primary key check (account_id ~ '^[a-z][a-z0-9_]{0,31}$'),
  title text,
  time_zone text not null default 'America/Montreal',
  page_size int not null default 500 check (page_size between 1 and 1000),
  created_at timestamptz not null default now(),
  paused_at timestamptz,
  resumed_at timestamptz
);

comment on table sync.accounts is 'The Gazelle accounts that are mirrored. Most companies have one, called main.';
comment on column sync.accounts.account_id is 'Short name, used in settings and calls.';
comment on column sync.accounts.title is 'The company''s name, for people.';
comment on column sync.accounts.paused_at is 'Since when the schedules leave it out; null: they sync it.';
comment on column sync.accounts.resumed_at is 'When the schedules took it up again: what is older is late from then on only.';
comment on column sync.accounts.page_size is 'Records to ask for a page: 500, or the server''s cap once a page has shown it.';
comment on column sync.accounts.time_zone is 'The company''s zone: local days and times are derived in it.';

create function sync.check_time_zone()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform now() at time zone new.time_zone;
  return new;
exception
  when invalid_parameter_value then
    raise exception 'unknown time zone %', new.time_zone
      using errcode = 'invalid_parameter_value', hint = 'Write an IANA name such as America/Montreal.';
end;
$$;

comment on function sync.check_time_zone() is 'Refuses a zone that Postgres does not know, before a date is derived in it.';

create trigger check_time_zone
before insert or update of time_zone on sync.accounts
for each row execute function sync.check_time_zone();

alter table sync.accounts enable row level security;

insert into sync.accounts (account_id) values ('main');

create function sync.remember_page_size(p_account text, p_size int)
returns void
language sql
set search_path = ''
begin atomic
  update sync.accounts a set page_size = p_size where a.account_id = p_account and a.page_size <> p_size;
end;

comment on function sync.remember_page_size(text, int) is 'Stores the page size of an account: the cap of its server, learned from a page with fewer records than were asked for.';

create function sync.check_account(p_account text, p_trigger text default null)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_account sync.accounts;
begin
  select * into v_account from sync.accounts a where a.account_id = p_account;
  if not found then
    raise exception 'unknown account %', p_account using errcode = 'GZ403', hint = 'See sync.accounts.';
  end if;
  if v_account.paused_at is not null and p_trigger = 'schedule' then
    raise exception 'account % is paused', p_account
      using errcode = 'GZ423', hint = format('gazelle accounts resume %s; a person may sync it meanwhile.', p_account);
  end if;
end;
$$;

comment on function sync.check_account(text, text) is 'Refuses an account that is not there and, to a schedule, one that is paused.';

create function sync.pause_account(p_account text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  update sync.accounts a set paused_at = now() where a.account_id = p_account and a.paused_at is null;
  return found;
end;
$$;

comment on function sync.pause_account(text) is
  'The schedules leave an account out from now on, and it raises no alert. Open runs go on to their end. False when it was paused before.';

create function sync.resume_account(p_account text)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  -- The credential of main may be in the functions' environment; every other account has its own here.
  if p_account <> 'main' and not exists (select from sync.credentials c where c.account_id = p_account) then
    raise exception 'account % has no credential', p_account
      using errcode = 'GZ401', hint = format('gazelle accounts set-key %1$s --api-key-stdin, or with OAuth: gazelle connect --account %1$s', p_account);
  end if;
  update sync.accounts a set paused_at = null, resumed_at = now() where a.account_id = p_account and a.paused_at is not null;
  return found;
end;
$$;

comment on function sync.resume_account(text) is 'The schedules sync an account again. Refused while it has no credential. False when it was not paused.';

-- The registry of modules: no function and no view names one.

create table sync.modules (
  module text primary key check (module ~ '^[a-z][a-z_]*$'),
  position smallint not null,
  title jsonb not null,
  fresh_within interval not null,
  swept_within interval,
  max_delete_share numeric not null default 0.05 check (max_delete_share between 0 and 1),
  delete_floor smallint not null default 20 check (delete_floor >= 0),
  by_id boolean not null default false,
  scope_column text,
  since_column text,
  may_be_empty boolean not null default false
);

comment on table sync.modules is 'What the database must know of a module. Filled by sync.add_module in each module''s migration.';
comment on column sync.modules.position is 'Order of a first sync: parents before children. A missing parent never blocks a child.';
comment on column sync.modules.title is 'Its name by language: {"en": …, "fr": …}.';
comment on column sync.modules.fresh_within is 'Freshness target: a module whose watermark is older is late.';
comment on column sync.modules.swept_within is 'Target of its full sweeps: no longer than this since the last whole one began. Null without a schedule for them.';
comment on column sync.modules.by_id is 'Gazelle can be asked for one record: what a sweep did not see is asked for before it is deleted.';
comment on column sync.modules.scope_column is
  'For a dated kind: the column of its table that a window is about. Its incremental runs sweep that window whole.';
comment on column sync.modules.since_column is
  'Where incremental runs read everything from an instant on: the column of its table that the instant is about.';
comment on column sync.modules.may_be_empty is
  'Its list empties itself in normal life: where Gazelle counts none, twice, to a full administrator, none is there (sync.is_drained).';
comment on column sync.modules.max_delete_share is 'A sweep that would delete more than this share deletes nothing until a person releases it.';
comment on column sync.modules.delete_floor is
  'So many may go at once whatever the share, where each is asked for by its id first.';

alter table sync.modules enable row level security;

-- A module registers itself: its staging table, triggers and row-level security follow from one call.

create function sync.lists_at(p_old jsonb, p_new jsonb, p_carried_over jsonb, p_lists_at jsonb, p_fetched_at timestamptz)
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(f.name, coalesce(p_lists_at -> f.name, to_jsonb(p_fetched_at)))
    from jsonb_each(p_old) f (name, value)
    where jsonb_typeof(f.value) in ('array', 'object') and (not p_new ? f.name or p_carried_over ? f.name)
  );
end;
$$;

comment on function sync.lists_at(jsonb, jsonb, jsonb, jsonb, timestamptz) is
  'staging.records.lists_at of a record whose new content lacks some of the old, or has it only since a page in doubt keeps it (p_carried_over: the names of such fields). p_lists_at, p_fetched_at: of the old content.';

create function sync.stage_function_of(p_module text, p_is_sparse boolean default false)
returns text
language plpgsql
immutable
set search_path = ''
as $function$
declare
  v_stored constant text := case when p_is_sparse then 'jsonb_strip_nulls(%s)' else '(%s)' end;
begin
  return format(
    $sql$create or replace function staging.%1$I(
  p_account text, p_run bigint, p_ids text[], p_nodes jsonb[], p_blank jsonb, p_has_plain_text boolean,
  p_asked_at timestamptz, p_carried_over jsonb default null, out changed int, out promoted int
)
language plpgsql
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $stage$
declare
  v_ids text[];
begin
  -- The comparison comes before the upsert: an unchanged record is neither written nor locked. Content is compared as jsonb, so
  -- that no hash has to be computed. A field absent from an answer keeps its value.
  with fresh as (
    insert into staging.%2$I as s (
      account_id, external_id, raw_data, status, processing_attempts, run_id, has_plain_text, fetched_at, processed_at
    )
    select p_account, p.id, %3$s, 'promoted', 1, p_run, p_has_plain_text, p_asked_at, now()
    from %7$s
    left join lateral (
      select k.external_id, k.raw_data, k.gone_at, k.fetched_at
      from staging.%2$I k
      where k.account_id = p_account and k.external_id = p.id
      offset 0
    ) o on true
    where o.external_id is null
      -- What was asked for later is newer, whenever it came. A stamp of the future, of a clock that was set back, orders nothing.
      or ((greatest(o.fetched_at, o.gone_at) <= p_asked_at or greatest(o.fetched_at, o.gone_at) > clock_timestamp()) and (o.gone_at is not null or (o.raw_data <> %5$s and %6$s <> o.raw_data)))
    order by p.id
    on conflict (account_id, external_id) do update
    -- Another lane may have staged the same record since it was read: what it brought is added to.
    set raw_data = %4$s, status = 'promoted', processing_attempts = 1, issues = null, last_error = null,
        run_id = excluded.run_id, has_plain_text = s.has_plain_text and excluded.has_plain_text, fetched_at = excluded.fetched_at, processed_at = now(),
        -- To look at what each record has costs a seventh of a page: only where an error came beside it.
        lists_at = case
          when p_carried_over is not null then sync.lists_at(s.raw_data, excluded.raw_data, p_carried_over -> s.external_id, s.lists_at, s.fetched_at)
        end,
        gone_at = null
    where (greatest(s.fetched_at, s.gone_at) <= excluded.fetched_at or greatest(s.fetched_at, s.gone_at) > clock_timestamp()) and (s.gone_at is not null or %4$s <> s.raw_data)
    returning s.external_id
  )
  select array_agg(external_id) into v_ids from fresh;
  changed := coalesce(cardinality(v_ids), 0);
  promoted := changed;
  if changed > 0 then
    -- By the index of what waits: a cold load does not read its rows again.
    select changed - count(*) into promoted
    from staging.%2$I s
    where s.account_id = p_account and s.external_id = any (v_ids) and s.status <> 'promoted';
  end if;
end;
$stage$$sql$,
    'stage_' || p_module, 'stg_' || p_module,
    -- A null must reach the row that is there, to empty its field.
    case when p_is_sparse then 'case when o.external_id is null then jsonb_strip_nulls(p.node) else p_blank || p.node end' else 'p.node' end,
    format(v_stored, 's.raw_data || excluded.raw_data'), format(v_stored, 'p.node'),
    format(v_stored, case when p_is_sparse then 'o.raw_data || p_blank || p.node' else 'o.raw_data || p.node' end),
    case
      when p_is_sparse then 'unnest(p_ids, p_nodes) p (id, node)'
      else '(select n.id, p_blank || n.node as node from unnest(p_ids, p_nodes) n (id, node) offset 0) p'
    end
  );
end;
$function$;

comment on function sync.stage_function_of(text, boolean) is
  'The function that stages a module''s records, as text: static SQL, planned once a connection. Its upsert writes a row as promoted; promotion changes the status where it refuses the record. Sparse: fields that are null are not stored.';

create function sync.add_module(
  module text,
  "position" int,
  fresh_within interval,
  by_id boolean default false,
  scope_column text default null,
  since_column text default null,
  title jsonb default null,
  polls text default null,
  sweeps text default null,
  is_sparse boolean default false,
  may_be_empty boolean default false
)
returns text
language plpgsql
set search_path = ''
as $$
declare
  p_module constant text := add_module.module;
  v_table constant text := 'stg_' || p_module;
begin
  -- stg_<module>_waiting has 63 letters at most: Postgres would cut a longer name.
  if p_module !~ '^[a-z][a-z_]{0,50}$' then
    raise exception '% is no name for a module', p_module using
      errcode = 'GZ422', hint = 'Write lower case letters with _ between words, 51 at most, such as sync_batches.';
  elsif exists (
    select from unnest(array['', '_waiting', '_issues']) n (ending) where to_regclass(format('staging.%I', v_table || n.ending)) is not null
  ) then
    raise exception 'the name % is taken: staging.% or what belongs to it exists already', p_module, v_table using
      errcode = 'GZ422', hint = 'Choose another name. What is known of a module is changed in sync.modules.';
  end if;
  insert into sync.modules (module, position, title, fresh_within, swept_within, by_id, scope_column, since_column, may_be_empty)
  values (
    p_module, add_module.position, coalesce(add_module.title, jsonb_build_object('en', initcap(replace(p_module, '_', ' ')))),
    add_module.fresh_within,
    -- One sweep that is not whole is no alarm; the next one is due after a day, or a week where cron's fifth field names its days.
    case when sweeps is not null then case when sweeps like '% *' then interval '50 hours' else interval '15 days' end end,
    add_module.by_id, add_module.scope_column, add_module.since_column, add_module.may_be_empty
  );

  execute format('create table staging.%I (like staging.records including all)', v_table);
  execute format('alter table staging.%I inherit staging.records', v_table);
  execute format('alter table staging.%I add primary key (account_id, external_id)', v_table);
  execute format('create index %I on staging.%I (account_id, external_id) where status <> ''promoted''', v_table || '_waiting', v_table);
  execute format('create index %I on staging.%I (external_id) where issues is not null', v_table || '_issues', v_table);
  execute format('alter table staging.%I enable row level security', v_table);
  execute format('comment on table staging.%I is %L', v_table, format('What Gazelle answered for %s, as it came.', p_module));
  execute format(
    'create trigger promote_inserted after insert on staging.%I
     referencing new table as fresh for each statement execute function staging.promote_inserted(%L)', v_table, p_module
  );
  execute format(
    'create trigger promote_updated after update on staging.%I
     referencing old table as stale new table as fresh for each statement execute function staging.promote_updated(%L)', v_table, p_module
  );
  execute sync.stage_function_of(p_module, is_sparse);
  execute format('comment on function staging.%I is %L', 'stage_' || p_module, format('Stages records of %s. Generated: see sync.add_module.', p_module));

  if polls is not null then
    perform sync.schedule(p_module, 'incremental', polls);
  end if;
  if sweeps is not null then
    perform sync.schedule(p_module, 'full', sweeps);
  end if;
  return format('Module %s stages into staging.%s.', p_module, v_table);
end;
$$;

comment on function sync.add_module(text, int, interval, boolean, text, text, jsonb, text, text, boolean, boolean) is
  'Registers a module, makes its staging table with key, triggers and row-level security, and schedules its polls and sweeps (cron''s five fields, in UTC). is_sparse: fields that are null are not stored, for records of which most are. may_be_empty: its list empties itself in normal life (sync.is_drained). title: its name by language, {"en": …, "fr": …}. Called once, in the module''s file.';

-- What `gazelle deploy` uploaded, since Supabase keeps no digest of a function's source.

create table sync.deployed_functions (
  function text primary key,
  source text not null,
  deployment text not null,
  deployed_at timestamptz not null default now()
);

comment on table sync.deployed_functions is 'The edge functions that gazelle deploy uploaded to this project: one whose source and deployment are still these is not uploaded again.';
comment on column sync.deployed_functions.source is 'SHA-256 of the uploaded files with their paths, and of what config.toml says of the function, in hexadecimal.';
comment on column sync.deployed_functions.deployment is 'How the project names what it runs: the digest of its bundle, or the version where it gives none.';

alter table sync.deployed_functions enable row level security;
-- Only a deployment reads and writes it, as the owner.
revoke all on sync.deployed_functions from service_role;

-- What comes from outside is made fit before it is stored: whoever holds the secret key may send anything through the Data API.

create function sync.fit_text(p_text text, p_longest int default 300)
returns text
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select case when length(f.line) > p_longest then left(f.line, p_longest - 1) || '…' else f.line end
  from (
    select btrim(regexp_replace(
      -- Cut first, with a margin for what becomes one blank or is struck out: the rest costs time.
      regexp_replace(left(p_text, 4 * p_longest + 1000), '\msb_secret_[\w-]+|\mBearer\s+[\w.~+/=-]{16,}', '•••', 'g'),
      '[\s\u0001-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]+', ' ', 'g'
    )) as line
  ) f;
end;

comment on function sync.fit_text(text, int) is
  'A text from outside as one line of at most so many characters, without control characters, and without what has a secret''s form. What secrets there are, the functions know: they strike them out before (shared/secrets.ts).';

create function sync.fit_error(p_error jsonb)
returns jsonb
language sql
immutable parallel safe
set search_path = ''
begin atomic
  select case
    when p_error is null then null
    when jsonb_typeof(p_error) <> 'object' then jsonb_build_object('code', 'unexpected', 'message', sync.fit_text(p_error::text, 1000))
    else (
      select coalesce(
        jsonb_object_agg(sync.fit_text(f.name, 60), case when jsonb_typeof(f.value) = 'string' then to_jsonb(sync.fit_text(f.value #>> '{}', 1000)) else f.value end), '{}'
      )
      from (
        select e.name, e.value from jsonb_each(p_error) e (name, value)
        -- What is no text is a number or a word; a list of megabytes says nothing.
        where jsonb_typeof(e.value) = 'string' or length(e.value::text) <= 1000
        limit 20
      ) f
    )
  end;
end;

comment on function sync.fit_error(jsonb) is 'An error {code, message, hint} with each text made fit (sync.fit_text), at most a thousand characters long.';

-- Addresses that show one thing to whoever has them, without a key: a technician's calendar, or a table as CSV. Of their tokens only a hash is stored.

create table sync.links (
  link_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts on delete cascade,
  kind text not null constraint kind_is_known check (kind in ('calendar', 'csv')),
  technician_id text,
  entity text,
  client_id text,
  label text not null,
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at timestamptz,
  constraint shows_one_thing check (
    case kind when 'calendar' then technician_id is not null and entity is null and client_id is null else entity is not null and technician_id is null end
  )
);

create index links_account on sync.links (account_id);

comment on table sync.links is 'Addresses that show a calendar or a table to whoever has them, until they are revoked: gazelle links.';
comment on column sync.links.kind is 'calendar: the appointments of technician_id, in the format iCalendar; csv: a table, for a spreadsheet.';
comment on column sync.links.technician_id is 'Gazelle''s id of the user whose appointments a calendar shows.';
comment on column sync.links.entity is 'The table that a csv shows, as the view of that name in schema app has it: those of app.read_sheet.';
comment on column sync.links.client_id is 'A csv shows what is of this client alone; null: of the whole account.';
comment on column sync.links.label is 'What people call it.';
comment on column sync.links.token_hash is 'SHA-256, in hexadecimal, of the token in the address. The token itself is not stored.';
comment on column sync.links.last_used_at is 'When it was last asked for, to the hour.';
comment on column sync.links.revoked_at is 'Since when it shows nothing any more; null: it does.';

alter table sync.links enable row level security;

create function sync.add_link(
  p_account text, p_kind text, p_label text, p_technician text default null, p_entity text default null, p_client text default null
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  -- Two random UUIDs: 244 bits.
  v_token constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_link bigint;
begin
  perform sync.check_account(p_account);
  if p_entity is not null and not exists (select from reconcile.entities e where e.entity = p_entity) then
    raise exception 'unknown entity: %', sync.fit_text(p_entity, 60) using errcode = 'GZ400', hint = 'See docs/API_REFERENCE.md for what a csv shows.';
  end if;
  insert into sync.links (account_id, kind, technician_id, entity, client_id, label, token_hash)
  values (p_account, p_kind, p_technician, p_entity, p_client, left(btrim(p_label), 200), encode(sha256(convert_to(v_token, 'UTF8')), 'hex'))
  returning link_id into v_link;
  return jsonb_build_object('link', v_link, 'token', v_token);
exception
  when check_violation or not_null_violation then
    raise exception 'such a link cannot be made: %', sqlerrm
      using errcode = 'GZ400', hint = 'A calendar is of a technician, a csv of an entity.';
end;
$$;

comment on function sync.add_link(text, text, text, text, text, text) is
  'Makes a link: {"link", "token"}. The token goes into the address of the function calendar or csv, and is told here alone. Raises GZ400 for what no link shows, GZ403 for an unknown account.';

create function sync.revoke_link(p_account text, p_link bigint)
returns boolean
language plpgsql
set search_path = ''
as $$
begin
  perform sync.check_account(p_account);
  update sync.links l set revoked_at = clock_timestamp() where l.account_id = p_account and l.link_id = p_link and l.revoked_at is null;
  return found;
end;
$$;

comment on function sync.revoke_link(text, bigint) is 'From the next request on a link shows nothing. False when there is none of this number, or it was revoked before.';

create function sync.note_link_use(p_token_hash text)
returns void
language sql
set search_path = ''
begin atomic
  -- Calendars ask every few minutes, for years.
  update sync.links l set last_used_at = clock_timestamp()
  where l.token_hash = p_token_hash and l.revoked_at is null and coalesce(l.last_used_at < clock_timestamp() - interval '1 hour', true);
end;

comment on function sync.note_link_use(text) is 'Notes that a link was asked for, once an hour at most.';

-- How long is kept what is over. One row for each kind; the nightly jobs follow it.

create table sync.retention (
  what text primary key,
  keep_days int constraint keeps_a_day check (keep_days >= 1),
  about text not null
);

comment on table sync.retention is 'How many days what is over is kept. Edit it in Studio; it counts from the next night on (sync.prune), and from the next hour for alerts.';
comment on column sync.retention.keep_days is 'Null: for ever.';

alter table sync.retention enable row level security;

insert into sync.retention (what, keep_days, about) values
  ('runs', 90, 'Runs with their lanes and errors, since they ended. The last whole sweep of a module stays.'),
  ('holes', 90, 'What Gazelle could not give, since it came.'),
  ('unidentified', 90, 'Raw records without an id, since Gazelle gave them last.'),
  ('connect_links', 90, 'Links to connect with, of which the hash alone is stored, since they ended.'),
  ('links', 90, 'Links to calendars and tables, since they were revoked.'),
  ('connect_states', 1, 'Consents that were begun, since they ended.'),
  ('cron_log', 7, 'pg_cron''s own log.'),
  ('deleted_records', null, 'Records that are gone from Gazelle, with their raw answers, since they were found to be gone. One that another record refers to stays.'),
  ('alerts', 400, 'Alerts with their notices and deliveries, since they were resolved.'),
  ('channel_tests', 30, 'Tests of channels and webhooks, and changes that a webhook has refused for good.'),
  ('throttles', 90, 'Counts of Gazelle''s 429s, by hour.'),
  ('decisions', null, 'What people did on the dashboard: who, when and which.');

create function sync.kept_since(p_what text)
returns timestamptz
language sql
stable
set search_path = ''
begin atomic
  select now() - r.keep_days * interval '1 day' from sync.retention r where r.what = p_what;
end;

comment on function sync.kept_since(text) is 'The instant before which what is over goes (sync.retention); null: it is kept for ever, as is what has no row there.';

create function sync.prune_limit()
returns int
language sql
immutable
set search_path = ''
return 50000;

comment on function sync.prune_limit() is 'Rows of a table that go in one night at most: what is more goes in the next ones, and no night''s job runs for hours.';

-- What hosted Supabase gives a worker. The time depends on the plan: `gazelle deploy` writes it.

create table sync.worker_limits (
  resource text primary key,
  most numeric not null,
  unit text not null
);

comment on table sync.worker_limits is 'What a worker may use before hosted Supabase ends it: CPU, memory, and the time of the free plan, until gazelle deploy knows the plan.';

insert into sync.worker_limits (resource, most, unit) values ('CPU', 2, 's'), ('memory', 256, 'MB'), ('time', 150, 's');

alter table sync.worker_limits enable row level security;
-- Only a deployment writes it, as the owner.
revoke all on sync.worker_limits from service_role;
