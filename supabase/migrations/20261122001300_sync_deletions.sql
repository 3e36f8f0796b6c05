-- Written by `npm run generate:migrations` from supabase/: schemas/sync/deletions/missing.sql, schemas/sync/deletions/all_theirs.sql, schemas/sync/deletions/delete_records.sql, schemas/sync/deletions/end_unlisted_placeholders.sql, schemas/sync/deletions/erase_client.sql, schemas/sync/deletions/erased_texts.sql, schemas/sync/deletions/find_unseen.sql, schemas/sync/deletions/note_missing.sql, schemas/sync/deletions/record_caller.sql, schemas/sync/deletions/record_missing.sql, schemas/sync/deletions/release_deletions.sql, schemas/sync/deletions/resolve_missing.sql. Do not edit.

-- Records that a sweep did not see, and records that others refer to.
-- Both are asked for by id where Gazelle has such a query; only then is something deleted, softly.

create table sync.missing (
  account_id text not null references sync.accounts,
  module text not null references sync.modules,
  external_id text not null,
  reason text not null constraint reason_is_known check (reason in ('unseen', 'referenced')),
  status text not null default 'due' constraint status_is_known check (status in ('due', 'held', 'dismissed', 'found', 'gone')),
  held_because text constraint reason_to_hold_is_known check (held_because in ('share', 'empty', 'error')),
  attempts int not null default 0,
  refusals smallint not null default 0,
  refused_at timestamptz,
  last_error text,
  next_at timestamptz not null default now(),
  successor_id text,
  run_id bigint,
  found_missing_at timestamptz not null default now(),
  found_at timestamptz,
  decided_by text,
  resolved_at timestamptz,
  primary key (account_id, module, external_id)
);

comment on table sync.missing is 'Records that should be there and are not. A record that is seen again leaves this table.';
comment on column sync.missing.reason is 'unseen: a sweep did not meet it (a complete one where Gazelle has no query by id); referenced: something refers to it (a placeholder stands in).';
comment on column sync.missing.status is
  'due: is asked for by id at the next run; held: waits for a person, see held_because; dismissed: a person keeps it; found: Gazelle has it, though its list does not show it, and it is asked for again a day later; gone: Gazelle has it no more.';
comment on column sync.missing.held_because is
  'share: too many at once; empty: there was nothing that could have proved it, or something came as null or without an id behind which it may stand; error: Gazelle answered the look-ups of three full sweeps in a row with an error, and others without; each further one asks again.';
comment on column sync.missing.next_at is
  'When it is asked for, again; infinity: the next full sweep must miss it first, since a poll''s look-up could not search the whole list.';
comment on column sync.missing.run_id is 'The run that missed it: the first, or, after it, the first full sweep; of what is gone, the one that deleted it.';
comment on column sync.missing.refusals is
  'Full sweeps in a row whose look-up Gazelle answered with the same error, while it answered for a record that is known to be there.';
comment on column sync.missing.refused_at is 'When a look-up was last answered with an error, by a sweep or a poll, while Gazelle answered for a record that is known to be there.';
comment on column sync.missing.found_at is
  'When a query by its id gave it last, and no sweep has seen it since. More than sync.delete_limit of them may not go in a day.';
comment on column sync.missing.successor_id is 'What it was merged into: the record that owns its children now.';

create index missing_due on sync.missing (module, account_id, next_at) where status = 'due';

-- Partial indexes for the views of monitoring, which must stay fast over 100,000 runs and 300,000 records.
create index missing_found on sync.missing (found_missing_at desc) where reason = 'unseen';
create index missing_held on sync.missing (module, account_id) where status = 'held';

alter table sync.missing enable row level security;

-- What belongs to a client: what production refers to, with what only staging names, since it was refused or waits.

create function sync.staged_of_clients(p_account text, p_clients text[])
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_entity reconcile.entities;
  v_found text[];
  v_ids jsonb := '{}'::jsonb;
begin
  for v_entity in
    select distinct on (e.module) e.* from reconcile.entities e where e.owner_column is null order by e.module, e.position
  loop
    execute format(
      'select array_agg(s.external_id) from staging.%I s
       where s.account_id = $1 and s.raw_data::text like any ($2) and sync.client_ids_in(s.raw_data) && $3', 'stg_' || v_entity.module
    ) into v_found using p_account, array(select format('%%"%s"%%', c.id) from unnest(p_clients) c (id)), p_clients;
    if v_found is not null then
      v_ids := v_ids || jsonb_build_object(v_entity.entity, v_found);
    end if;
  end loop;
  return v_ids;
end;
$$;

comment on function sync.staged_of_clients(text, text[]) is
  'What Gazelle gave as these clients'', by the rule of sync.client_ids_in: a booking may name its client where production has no reference. As {entity: [id]}.';

create function sync.waiting_of(p_module text, p_account text, p_ids text[])
returns setof text
language plpgsql
stable
set search_path = ''
as $$
begin
  -- Few wait, and what is asked for may be thousands of ids: each record is read once.
  return query execute format(
    'select distinct s.external_id
     from staging.%I s
     cross join lateral sync.mentioned_ids(s.raw_data) m (id)
     join unnest($2) i (id) on i.id = m.id
     where s.account_id = $1 and s.status <> ''promoted''', 'stg_' || p_module
  ) using p_account, p_ids;
end;
$$;

comment on function sync.waiting_of(text, text, text[]) is 'The staged records of a module that were refused, or wait, and mention any of these ids.';

create function sync.all_theirs(p_account text, p_clients text[], p_ids jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_ids jsonb := reconcile.all_belongings(p_account, p_clients, p_ids);
  v_all text[];
  v_entity reconcile.entities;
  v_found text[];
  v_waiting jsonb;
begin
  -- Again until nothing is added: what waits may be all that refers to something.
  loop
    v_all := reconcile.all_ids(v_ids);
    v_waiting := '{}'::jsonb;
    -- Another client's own record is theirs, whomever it mentions.
    for v_entity in
      select distinct on (e.module) e.* from reconcile.entities e
      where e.owner_column is null and e.entity <> reconcile.person_entity()
      order by e.module, e.position
    loop
      execute format(
        'select array_agg(s.external_id) from staging.%I s
         where s.account_id = $1 and s.external_id in (select w.id from sync.waiting_of(%L, $1, $2) w (id))
           and s.external_id <> all ($3) and sync.is_of_erased(s.raw_data, $2, $4)', 'stg_' || v_entity.module, v_entity.module
      ) into v_found using p_account, v_all, reconcile.ids_in(v_ids, v_entity.entity), p_clients;
      if v_found is not null then
        v_waiting := v_waiting || jsonb_build_object(v_entity.entity, reconcile.ids_in(v_ids, v_entity.entity) || v_found);
      end if;
    end loop;
    exit when v_waiting = '{}'::jsonb;
    v_ids := reconcile.all_belongings(p_account, p_clients, v_ids || v_waiting);
  end loop;
  return v_ids;
end;
$$;

comment on function sync.all_theirs(text, text[], jsonb) is
  'reconcile.all_belongings, with what was refused or waits and belongs to it by the rule of sync.is_of_erased, as {entity: [id]}.';

-- A deletion is recorded with what the record was merged into; production itself is changed by reconcile.

create function sync.delete_records(
  p_module text, p_account text, p_ids text[], p_run bigint default null, p_asked_at timestamptz default clock_timestamp()
)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_newer text[];
  v_ids text[];
  v_deleted int;
begin
  -- A page that is being staged comes first.
  perform reconcile.lock_records(p_module, p_account, p_ids);
  -- What was staged since Gazelle was asked is there: it came back, and a later sweep asks again.
  execute format(
    'select array_agg(s.external_id) from staging.%I s
     where s.account_id = $1 and s.external_id = any ($2) and s.gone_at is null and s.fetched_at > $3
       and s.fetched_at <= clock_timestamp()', 'stg_' || p_module
  ) into v_newer using p_account, p_ids, p_asked_at;
  delete from sync.missing m
  where m.module = p_module and m.account_id = p_account and m.external_id = any (v_newer);
  v_ids := array(select i.id from unnest(p_ids) i (id) where i.id = any (v_newer) is not true);

  update sync.missing m
  set status = 'gone', held_because = null, resolved_at = now(), run_id = coalesce(p_run, m.run_id), last_error = null,
      successor_id = reconcile.successor_of(p_module, p_account, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.external_id = any (v_ids) and m.status <> 'gone';
  get diagnostics v_deleted = row_count;
  perform reconcile.soft_delete(p_module, p_account, v_ids, p_asked_at);
  return v_deleted;
end;
$$;

comment on function sync.delete_records(text, text, text[], bigint, timestamptz) is
  'Soft-deletes records with their children (reconcile.soft_delete) and records what they were merged into; answers how many were not known to be gone. p_asked_at: when Gazelle was asked; content that came later stays.';

-- Placeholders of what Gazelle cannot be asked for by its id: a whole sweep that does not list one is all that can be known. An old invoice
-- refers to a service that is in no list any more.

create function sync.lists_all(p_run sync.runs)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  -- To one who sees less than everything, what is hidden looks gone. A placeholder may stand behind any hole, also where a person has
  -- acknowledged it, and behind what came as null or without an id; an answer without any record is more likely a fault.
  select p_run.mode = 'full' and p_run.complete and not p_run.dry_run and p_run.since is null and p_run.until is null
    and p_run.watermark <= clock_timestamp()
    and exists (
      select from sync.callers c where c.account_id = p_run.account_id and c.is_full_admin and c.unanswered_since is null
    )
    and not exists (
      select from sync.holes h
      where h.account_id = p_run.account_id and h.module = p_run.module and h.closed_at is null and h.kind <> 'apart'
    )
    and coalesce(
      (select sum(l.seen) > 0 and sum(l.without_id) = 0 and bool_and(l.agreed) from sync.lanes l where l.run_id = p_run.run_id), false
    );
end;

comment on function sync.lists_all(sync.runs) is
  'Whether a sweep that is over has shown everything of its module to a full administrator, so that what no list of it has is not there.';

create function sync.end_unlisted_placeholders(p_run sync.runs)
returns int
language plpgsql
set search_path = ''
as $$
begin
  if not sync.lists_all(p_run) then
    return 0;
  end if;
  return reconcile.delete_placeholders(
    p_run.module, p_run.account_id, p_run.watermark, (select m.by_id from sync.modules m where m.module = p_run.module)
  );
end;
$$;

comment on function sync.end_unlisted_placeholders(sync.runs) is
  'Marks as deleted the placeholders that a whole sweep did not list and that were there when it began, where Gazelle has no query by their id (reconcile.delete_placeholders); answers how many.';

-- A person is erased: one transaction, beside which no page is staged. A dry run takes the same path and is rolled back.
-- Long (erase_client): the steps of one transaction, in their order.

create function sync.same_client(p_account text, p_id text)
returns text[]
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    with recursive person (id) as (
      select p_id
      union
      select case when m.external_id = p.id then m.successor_id else m.external_id end
      from person p
      join sync.missing m on p.id in (m.external_id, m.successor_id)
      join reconcile.entities e on e.entity = reconcile.person_entity() and e.module = m.module
      where m.account_id = p_account and m.successor_id is not null
    )
    select array_agg(p.id) from person p
  );
end;
$$;

comment on function sync.same_client(text, text) is 'A client''s id with those that were merged into it, and those that it was merged into.';

create function sync.is_client(p_account text, p_id text)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_module constant text := (select e.module from reconcile.entities e where e.entity = reconcile.person_entity());
  v_is_known boolean;
begin
  execute format(
    'select exists (select from gazelle.%I t where t.account_id = $1 and t.id = $2)
       or exists (select from staging.%I s where s.account_id = $1 and s.external_id = $2)', reconcile.person_entity(), 'stg_' || v_module
  ) into v_is_known using p_account, p_id;
  return v_is_known or exists (
    select from sync.missing m where m.account_id = p_account and m.module = v_module and p_id in (m.external_id, m.successor_id)
  );
end;
$$;

comment on function sync.is_client(text, text) is 'Whether an id is a client''s here, be it there, deleted, merged or a placeholder.';

create function sync.erasure_of(p_account text, p_id text)
returns sync.erasures
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from sync.erased e where e.account_id = p_account) then
    return null;
  end if;
  return (
    select x
    from sync.erasure_hashes(p_account, array[p_id]) h
    join sync.erased e on e.account_id = p_account and e.hash = h.hash and e.is_client
    join sync.erasures x using (erasure_id)
  );
end;
$$;

comment on function sync.erasure_of(text, text) is 'The erasure by which a client went; null where none did.';

create function sync.receipt_of(p_erasure sync.erasures, p_is_dry_run boolean)
returns jsonb
language sql
immutable
set search_path = ''
return jsonb_build_object(
  'erasure', p_erasure.erasure_id, 'account', p_erasure.account_id, 'dryRun', p_is_dry_run, 'clientHash', p_erasure.client_hash,
  'erasedAt', p_erasure.erased_at, 'erasedBy', p_erasure.erased_by, 'ids', p_erasure.ids,
  'openInvoices', p_erasure.open_invoices, 'counts', p_erasure.counts
);

comment on function sync.receipt_of(sync.erasures, boolean) is 'An erasure as its receipt tells it.';

create function sync.make_erasure_key()
returns void
language plpgsql
set search_path = ''
as $$
begin
  if not exists (select from vault.decrypted_secrets s where s.name = 'gazelle_erasure_key') then
    -- Another key would know none of those who were erased before.
    if exists (select from sync.erased) then
      perform sync.erasure_hashes('', '{}');
    end if;
    perform vault.create_secret(encode(extensions.gen_random_bytes(32), 'hex'), 'gazelle_erasure_key', 'Key of the hashes in sync.erased');
  end if;
end;
$$;

comment on function sync.make_erasure_key() is 'Makes the key of sync.erasure_hashes in Vault, at the first erasure. Raises GZ426 when it is lost.';

create function sync.remove_records(p_account text, p_ids jsonb)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_module text;
  v_count int;
  v_counts jsonb := '{}'::jsonb;
  v_mentions jsonb;
  v_clients constant text[] := reconcile.ids_in(p_ids, reconcile.person_entity());
  v_all constant text[] := reconcile.all_ids(p_ids);
begin
  for v_module in select m.module from sync.modules m order by m.position loop
    execute format('delete from staging.%I s where s.account_id = $1 and s.external_id = any ($2)', 'stg_' || v_module)
    using p_account, reconcile.sources_of(v_module, p_ids);
    get diagnostics v_count = row_count;
    if v_count > 0 then
      v_counts := v_counts || jsonb_build_object('staging.stg_' || v_module, v_count);
    end if;
  end loop;

  select e.records, v_counts || e.counts into v_mentions, v_counts from reconcile.empty_references(p_account, p_ids) e;
  for v_module in select k.module from jsonb_object_keys(v_mentions) k (module) loop
    execute format(
      'update staging.%I s set raw_data = sync.without_mentions(s.raw_data, $3) where s.account_id = $1 and s.external_id = any ($2)', 'stg_' || v_module
    ) using p_account, reconcile.ids_in(v_mentions, v_module), v_all;
  end loop;
  -- What was refused, or waits, shows nothing in production: promoted later, it would bring back a placeholder.
  for v_module in select m.module from sync.modules m order by m.position loop
    execute format(
      'update staging.%1$I s set raw_data = sync.without_mentions(s.raw_data, $2)
       where s.account_id = $1 and s.status <> ''promoted'' and s.external_id in (select w.id from sync.waiting_of(%2$L, $1, $2) w (id))', 'stg_' || v_module, v_module
    ) using p_account, v_all;
  end loop;
  if v_clients <> '{}' then
    for v_module in select m.module from sync.modules m order by m.position loop
      execute format(
        'update staging.%I s set raw_data = sync.without_mentions(s.raw_data, $3) where s.account_id = $1 and s.raw_data::text like any ($2)', 'stg_' || v_module
      ) using p_account, array(select format('%%"%s"%%', c.id) from unnest(v_clients) c (id)), v_all;
    end loop;
  end if;
  v_counts := v_counts || reconcile.erase(p_account, p_ids) || reconcile.erase_imported(p_account, v_all);
  perform sync.strike_v5_rows(p_account, v_all);
  v_counts := v_counts || jsonb_build_object('changes.log', changes.forget(p_account, v_all));

  delete from sync.missing m where m.account_id = p_account and (m.external_id = any (v_all) or m.successor_id = any (v_all));
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('sync.missing', v_count);
  delete from sync.holes h where h.account_id = p_account and h.external_id = any (v_all);
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('sync.holes', v_count);
  delete from sync.unidentified u
  where u.account_id = p_account and sync.is_of_erased(u.raw_data, v_all, reconcile.ids_in(p_ids, reconcile.person_entity()));
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('sync.unidentified', v_count);
  delete from sync.links l where l.account_id = p_account and l.client_id = any (v_clients);
  get diagnostics v_count = row_count;
  v_counts := v_counts || jsonb_build_object('sync.links', v_count);
  -- The ids in sync.seen stay: they show that the list of an open run is whole, and go with it.
  return v_counts;
end;
$$;

comment on function sync.remove_records(text, jsonb) is
  'Removes records from staging, production and all that is remembered of them, and empties the references of others to them; answers the rows by table. p_ids: {entity: [id]}.';

create function sync.remember_erased(p_account text, p_ids jsonb, p_erasure bigint)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into sync.erased (account_id, hash, entity, is_client, erasure_id)
  select p_account, h.hash, e.entity, e.entity = reconcile.person_entity(), p_erasure
  from jsonb_each(p_ids) e (entity, ids)
  cross join lateral sync.erasure_hashes(p_account, reconcile.ids_in(p_ids, e.entity)) h
  on conflict do nothing;
end;
$$;

comment on function sync.remember_erased(text, jsonb, bigint) is 'Remembers by their keyed hashes that these may not come back. p_ids: {entity: [id]}.';

create function sync.erase_since(p_module text, p_account text, p_ids text[], p_erased text[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_entity constant text := (select e.entity from reconcile.entities e where e.module = p_module and e.owner_column is null order by e.position limit 1);
  v_ids jsonb;
begin
  if p_ids = '{}' or v_entity is null then
    return;
  end if;
  -- Something else may have referred to it before it came: then a placeholder stands in for it.
  v_ids := sync.all_theirs(p_account, '{}', jsonb_build_object(v_entity, p_ids));
  perform sync.remove_records(p_account, v_ids);
  perform sync.remember_erased(p_account, v_ids, (
    select max(e.erasure_id) from sync.erasure_hashes(p_account, p_erased) h join sync.erased e on e.account_id = p_account and e.hash = h.hash
  ));
end;
$$;

comment on function sync.erase_since(text, text, text[], text[]) is
  'What Gazelle has of an erased client since: removes what stands in for it, and remembers it. p_erased: erased ids that it refers to.';

create function sync.erase_client(
  p_account text, p_id text, p_dry_run boolean default true, p_by text default null, p_with_open_invoices boolean default false
)
returns jsonb
language plpgsql
security definer
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_clients text[];
  v_ids jsonb;
  v_texts text[];
  v_counts jsonb;
  v_open int;
  v_erasure sync.erasures;
begin
  perform sync.check_account(p_account);
  perform reconcile.lock_erasures(p_account, true);
  if not sync.is_client(p_account, p_id) then
    v_erasure := sync.erasure_of(p_account, p_id);
    if v_erasure.erasure_id is null then
      raise exception 'account % has no client %', p_account, p_id
        using errcode = 'GZ405', hint = 'Write an id as the table of clients has it; a client who is new in Gazelle is here after the next sync.';
    end if;
    -- The first answer may have been lost.
    return sync.receipt_of(v_erasure, p_dry_run);
  end if;
  v_clients := sync.same_client(p_account, p_id);
  v_open := reconcile.count_open_invoices(p_account, v_clients);
  if v_open > 0 and not p_with_open_invoices and not p_dry_run then
    raise exception 'client % has % open invoices', p_id, v_open using
      errcode = 'GZ427', hint = 'Settle or cancel them in Gazelle and sync, or add --with-open-invoices: Gazelle keeps them, they are no longer here.';
  end if;

  begin
    perform sync.make_erasure_key();
    v_ids := sync.all_theirs(
      p_account, v_clients, sync.staged_of_clients(p_account, v_clients) || jsonb_build_object(reconcile.person_entity(), v_clients)
    );
    v_texts := reconcile.personal_texts(p_account, v_ids);
    v_counts := sync.remove_records(p_account, v_ids)
      || sync.strike_texts(p_account, v_texts, reconcile.all_ids(v_ids));
    select coalesce(jsonb_object_agg(c.key, c.value), '{}') into v_counts from jsonb_each(v_counts) c where c.value <> '0';
    v_erasure.account_id := p_account;
    v_erasure.erased_by := coalesce(nullif(sync.fit_text(p_by, 100), ''), session_user);
    v_erasure.ids := cardinality(v_clients);
    v_erasure.open_invoices := v_open;
    v_erasure.counts := v_counts;
    -- Before the number: a gap among the numbers would look like an erasure that nobody can show.
    if p_dry_run then
      raise exception using errcode = 'GZDRY';
    end if;
    insert into sync.erasures (account_id, client_hash, erased_by, ids, open_invoices, counts)
    select p_account, encode(h.hash, 'hex'), v_erasure.erased_by, v_erasure.ids, v_open, v_counts from sync.erasure_hashes(p_account, array[p_id]) h
    returning * into v_erasure;
    perform sync.remember_erased(p_account, v_ids, v_erasure.erasure_id);
  exception
    when sqlstate 'GZDRY' then
      null;
  end;
  return sync.receipt_of(v_erasure, p_dry_run)
    -- So that a wrong id is noticed. A receipt names nobody.
    || case when p_dry_run then jsonb_build_object('name', reconcile.person_name(p_account, p_id)) else '{}'::jsonb end;
end;
$$;

comment on function sync.erase_client(text, text, boolean, text, boolean) is
  'Erases a client with everything of theirs, and remembers by keyed hash that none of it comes back; with p_dry_run only counts. Answers {erasure, account, dryRun, clientHash, erasedAt, erasedBy, ids: how many ids were merged into one person, openInvoices, counts: rows by table}, a dry run the client''s name too; of a client who is erased already what was answered then. GZ405: no such client; GZ427: open invoices, unless p_with_open_invoices; GZ426: the key is lost. Runs as its owner, who alone writes what must not be forgotten.';

-- Where a text may name a person: messages, answers, decisions. Each table that keeps one is listed here by its own file.

create table sync.erased_texts (
  relation text not null,
  field text not null,
  primary key (relation, field)
);

comment on table sync.erased_texts is 'Columns with texts in which the names, addresses, numbers and ids of an erased client are struck out. For their owner alone.';
comment on column sync.erased_texts.relation is 'Table with its schema; field is its column, text or jsonb.';

alter table sync.erased_texts enable row level security;
revoke insert, update, delete, truncate on sync.erased_texts from service_role;

insert into sync.erased_texts (relation, field) values
  ('sync.runs', 'error'), ('sync.holes', 'message'), ('sync.missing', 'last_error'), ('sync.callers', 'error'), ('reconcile.job_errors', 'message');

create function sync.struck(p_text text, p_pattern text, p_ids text[])
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_text text := case when p_pattern is null then p_text else regexp_replace(p_text, p_pattern, '•••', 'gi') end;
  v_id text;
begin
  -- One id may begin another: whole words are replaced.
  for v_id in
    select distinct w.word[1] from regexp_matches(v_text, '[\w-]+', 'g') w (word) where w.word[1] = any (p_ids)
  loop
    v_text := regexp_replace(v_text, '(?<![\w-])' || v_id || '(?![\w-])', '•••', 'g');
  end loop;
  return v_text;
end;
$$;

comment on function sync.struck(text, text, text[]) is 'A text in which what a pattern finds, and each id as a word, is struck out: •••.';

create function sync.struck(p_value jsonb, p_pattern text, p_ids text[])
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_text constant text := p_value #>> '{}';
begin
  case jsonb_typeof(p_value)
    when 'object' then
      -- A key is a field's name, or an id.
      return (
        select coalesce(jsonb_object_agg(sync.struck(e.key, null, p_ids), sync.struck(e.value, p_pattern, p_ids)), '{}'::jsonb) from jsonb_each(p_value) e
      );
    when 'array' then
      return (
        select coalesce(jsonb_agg(sync.struck(e.value, p_pattern, p_ids) order by e.place), '[]'::jsonb)
        from jsonb_array_elements(p_value) with ordinality e (value, place)
      );
    when 'string', 'number' then
      return case when sync.struck(v_text, p_pattern, p_ids) = v_text then p_value else to_jsonb(sync.struck(v_text, p_pattern, p_ids)) end;
    else
      return p_value;
  end case;
end;
$$;

comment on function sync.struck(jsonb, text, text[]) is 'The same of each text and number in a JSON value; of its keys the ids alone.';

create function sync.pattern_of(p_texts text[])
returns text
language sql
immutable
set search_path = ''
begin atomic
  select string_agg(
    -- As whole words: Roy is not in Royal. A telephone number may stand behind its country's code.
    case when w.text ~ '^[[:alnum:]]' and (w.text ~ '[[:alpha:]]' or length(w.text) < 7) then '(?<![[:alnum:]])' else '' end
      || regexp_replace(w.text, '([^[:alnum:]_\s])', '\\\1', 'g')
      || case when w.text ~ '[[:alnum:]]$' then '(?![[:alnum:]])' else '' end,
    '|' order by length(w.text) desc
  )
  -- A shorter one would blacken half of a text.
  from (select distinct btrim(t.text) as text from unnest(p_texts) t (text) where length(btrim(t.text)) >= 5) w;
end;

comment on function sync.pattern_of(text[]) is 'A regular expression for any of some texts of at least five characters, each as whole words; null for none.';

create function sync.strike_texts(p_account text, p_texts text[], p_ids text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  v_pattern constant text := sync.pattern_of(p_texts);
  v_column record;
  v_count int;
  v_counts jsonb := '{}'::jsonb;
begin
  for v_column in
    select t.relation, t.field, a.attrelid::regclass as table_name,
      exists (select from pg_catalog.pg_attribute o where o.attrelid = a.attrelid and o.attname = 'account_id' and not o.attisdropped) as has_account
    from sync.erased_texts t
    join pg_catalog.pg_attribute a on a.attrelid = to_regclass(t.relation) and a.attname = t.field
    order by t.relation, t.field
  loop
    execute format(
      'update %1$s t
       set %2$I = sync.struck(t.%2$I, $1, $2)
       where t.%2$I is not null and sync.struck(t.%2$I, $1, $2) <> t.%2$I%3$s', v_column.table_name, v_column.field,
      -- What another company wrote is not this one's to strike; what is about all of them is.
      case when v_column.has_account then ' and coalesce(t.account_id, $3) = $3' else '' end
    ) using v_pattern, p_ids, p_account;
    get diagnostics v_count = row_count;
    v_counts := v_counts || jsonb_build_object(v_column.relation, v_count + coalesce((v_counts ->> v_column.relation)::int, 0));
  end loop;
  return v_counts;
end;
$$;

comment on function sync.strike_texts(text, text[], text[]) is 'Strikes texts and ids out of every column of sync.erased_texts, of the account or of none; answers the rows by table.';

-- Which staged records a sweep did not see. It may have holes where Gazelle can be asked for each of them by its id; where it cannot, a
-- list of several pages is read twice.

create function sync.covers_what_it_reads(p_run sync.runs, p_module sync.modules)
returns boolean
language sql
immutable
set search_path = ''
return case
  when p_run.mode = 'full' then p_run.since is null and p_run.until is null
  when p_module.scope_column is not null and p_run.since is not null and p_run.until is not null then true
  else p_module.since_column is not null and p_run.since is not null
end;

comment on function sync.covers_what_it_reads(sync.runs, sync.modules) is
  'Whether a run''s list has everything, everything of a window or everything since an instant: then what it lacks may be missing.';

create function sync.proves_absence(p_run bigint, p_lanes text[])
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select
    -- A look-up decides about each candidate, so a list with known holes may propose; without one, only a list with all its records may.
    case when m.by_id then sync.is_read_to_end(p_run, p_lanes) else sync.misses_no_record(p_run, p_lanes) end
    and sync.covers_what_it_reads(r, m)
    -- The clock was set back since it began: what came meanwhile cannot be told from what was there.
    and r.watermark <= clock_timestamp()
  from sync.runs r
  join sync.modules m using (module)
  where r.run_id = p_run;
end;

comment on function sync.proves_absence(bigint, text[]) is
  'Whether what a sweep did not see may be missing: it was read to its end (where Gazelle has no query by id: with all its records), and covers everything, its window or all since an instant.';

create function sync.named_ids(p_run bigint)
returns text[]
language sql
stable
set search_path = ''
begin atomic
  -- Also what a poll met meanwhile, or came since: in either case the list names it.
  select coalesce(array_agg(h.external_id), '{}')
  from sync.runs r
  join sync.runs b on b.run_id = r.sweep_id
  join sync.holes h on h.account_id = r.account_id and h.module = r.module
  where r.run_id = p_run and h.kind = 'record' and h.external_id is not null and h.last_seen_at >= b.started_at;
end;

comment on function sync.named_ids(bigint) is
  'Records that their list has named since a sweep began, though no page with them can be read: they are there, whatever they hold now.';

create function sync.find_unseen(p_run bigint, out ids text[], out found_ids text[], out known bigint)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_module sync.modules;
  v_covered text := '';
  v_named constant text[] := sync.named_ids(p_run);
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_module from sync.modules m where m.module = v_run.module;
  if v_run.mode <> 'full' then
    v_covered := format(
      ' join gazelle.%I t on t.id = s.external_id and t.%I >= $3%s',
      sync.root_entity(v_run.module), coalesce(v_module.since_column, v_module.scope_column),
      case when v_module.since_column is null then format(' and t.%I < $4', v_module.scope_column) else '' end
    );
  end if;
  -- What came while the sweep was read may stand on a page that it had passed.
  -- A record that a person has decided about needs no second decision, and does not count towards max_delete_share.
  execute format(
    'select
       array_agg(c.external_id) filter (where c.is_unseen and not c.is_found),
       array_agg(c.external_id) filter (where c.is_unseen and c.is_found),
       count(*) filter (where not c.is_found)
     from (
       select s.external_id, coalesce(m.status <> ''gone'' and m.found_at is not null and $7, false) as is_found,
         not exists (select from sync.seen n where n.sweep_id = $2 and n.external_id = s.external_id)
           and s.external_id <> all ($8)
           and (
             m.status in (''due'', ''dismissed'') and m.decided_by is not null
             or m.status = ''held'' and m.held_because = ''error''
             or m.status = ''found'' and m.next_at > now()
           ) is not true as is_unseen
       from staging.%I s%s
       left join sync.missing m on m.module = $5 and m.account_id = $1 and m.external_id = s.external_id
       where s.account_id = $1 and s.gone_at is null and (s.fetched_at < $6 or s.fetched_at > clock_timestamp())
     ) c', 'stg_' || v_run.module, v_covered
  ) into ids, found_ids, known
  using v_run.account_id, v_run.sweep_id, v_run.since, v_run.until, v_run.module, v_run.watermark, v_module.by_id, v_named;
end;
$$;

comment on function sync.find_unseen(bigint) is
  'Records that a run should have seen. ids: staged, in its range and not seen, but for those that its list names (sync.named_ids), that a person has decided about or must, or that a look-up by id found within a day. found_ids: unseen records that an earlier look-up by id found, where there is one. known: records in its range but for found_ids, ids among them: the denominator of max_delete_share.';

create function sync.asks_for_second_reading(p_run sync.runs, p_lane sync.lanes, p_total int)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
  v_module sync.modules;
  v_counts_none constant boolean := coalesce(p_total = 0, false) and p_run.mode = 'full' and p_lane.without_id = 0;
begin
  -- One page shows its list at one instant; a list that shifted proves nothing, however often it is read.
  if (p_lane.page = 0 and not v_counts_none) or p_lane.pass > 1 or p_lane.shifts > 0 or p_run.dry_run then
    return false;
  end if;
  select * into v_module from sync.modules m where m.module = p_run.module;
  -- Nor does one that may be empty and counts none: one such answer may be a fault.
  if not (v_counts_none and v_module.may_be_empty) and (p_lane.page = 0 or v_module.by_id) or not sync.covers_what_it_reads(p_run, v_module) then
    return false;
  end if;
  return (select coalesce(u.ids, u.found_ids) is not null from sync.find_unseen(p_run.run_id) u);
end;
$$;

comment on function sync.asks_for_second_reading(sync.runs, sync.lanes, int) is
  'Whether a lane at its end is read once more before anything is deleted: where Gazelle has no query by id, a record may have moved to a page that was read before it, and another left that page, so that neither a page nor totalCount shows it; and a list that may be empty and counts none (p_total).';

create function sync.is_drained(p_run bigint)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select coalesce(
    (
      select bool_and(l.pass = 2 and l.least_total = 0 and l.total_count = 0 and l.seen = 0 and l.without_id = 0)
        and sync.is_complete(p_run, array_agg(l.lane))
      from sync.lanes l
      where l.run_id = p_run and l.lane <> 'missing'
    ),
    false
  )
    and exists (
      select
      from sync.runs r
      join sync.modules m using (module)
      join sync.callers c using (account_id)
      where r.run_id = p_run and r.mode = 'full' and m.may_be_empty and sync.covers_what_it_reads(r, m) and c.is_full_admin and c.unanswered_since is null
    )
    -- A hole that a person has acknowledged may hide records too.
    and not exists (
      select
      from sync.runs r
      join sync.runs o on o.sweep_id = r.sweep_id
      join sync.lanes l on l.run_id = o.run_id
      where r.run_id = p_run and l.null_nodes + l.api_errors > 0
    );
end;

comment on function sync.is_drained(bigint) is
  'Whether a full sweep has shown that a list that may be empty is: a full administrator read it twice to its end, without a hole, and Gazelle counted none. For any other module, or with less, an answer without records proves nothing.';

create function sync.root_entity(p_module text)
returns text
language sql
stable
set search_path = ''
begin atomic
  select e.entity from reconcile.entities e where e.module = p_module and e.owner_column is null order by e.position limit 1;
end;

comment on function sync.root_entity(text) is 'The production table of a module''s records themselves; null where only children are promoted.';

-- After the lanes of a run, a poll's too, and before sync.finish_run: records that it did not see are held for a person, or asked for
-- and then soft-deleted.
--
--   note_missing    records what is missing, and answers what is due
--   record_caller   whose credential it is; only a full administrator's deletes
--   then, where Gazelle has a query by id:   resolve_missing and next_look_ups, until nothing is due
--   where it has none:                       delete_unseen

create function sync.note_missing(p_run bigint, p_lease uuid, p_lanes text[], p_limit int default 1000, p_with_records boolean default true)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_is_by_id boolean;
  v_held int;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  select m.by_id into v_is_by_id from sync.modules m where m.module = v_run.module;
  if v_run.dry_run then
    return jsonb_build_object('due', '[]'::jsonb);
  end if;

  perform sync.forget_seen(p_run);
  if sync.proves_absence(p_run, p_lanes) then
    perform sync.record_unseen(p_run);
  end if;
  if v_run.mode = 'full' then
    perform sync.update_successors(v_run.module, v_run.account_id);
    -- What stood against a look-up was not the record: whose credential it is may have changed, and this sweep has seen who is there.
    update sync.missing m
    set next_at = now()
    where m.module = v_run.module and m.account_id = v_run.account_id and m.next_at > now()
      and (
        m.status = 'due' and split_part(m.last_error, ':', 1) in ('rights_lost', 'rights_unknown', 'control_missing', 'control_silent')
        -- What an error was about may be mended: it is asked for once by each full sweep.
        or m.status = 'due' and m.refusals > 0
        or m.status = 'held' and m.held_because = 'error'
        -- No look-up waits for longer than a day: the clock was ahead.
        or m.next_at > now() + interval '25 hours' and m.next_at < 'infinity'
      );
  end if;
  if v_is_by_id then
    perform sync.record_referenced(p_run);
  end if;

  select count(*) + reconcile.count_held(v_run.module, v_run.account_id) into v_held
  from sync.missing m
  where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'held';
  update sync.runs r set held_back = v_held where r.run_id = p_run and r.held_back is distinct from v_held;

  return sync.due_look_ups(p_run, p_limit, p_with_records)
    || case when sync.asks_rights(p_run) then jsonb_build_object('asksRights', true) else '{}' end;
end;
$$;

comment on function sync.note_missing(bigint, uuid, text[], int, boolean) is
  'Called when every lane of a run, poll or sweep, is read: records what may be missing, and answers what is due for a look-up (sync.due_look_ups), and whether what is held asks for the caller''s rights (sync.asks_rights). Deletes nothing.';

create function sync.asks_rights(p_run bigint)
returns boolean
language sql
stable
set search_path = ''
begin atomic
  select exists (
    select
    from sync.runs r
    join sync.missing m using (account_id, module)
    where r.run_id = p_run and m.status = 'held' and (r.mode = 'full' or m.run_id = p_run)
  ) or exists (
    select
    from sync.runs r
    join reconcile.entities e using (module)
    join reconcile.missing_children v on v.account_id = r.account_id and v.entity = e.entity
    where r.run_id = p_run and v.status = 'held' and (r.mode = 'full' or v.missing_since >= r.started_at)
  );
end;

comment on function sync.asks_rights(bigint) is
  'Whether records, or what lists in them held, are held that may only be hidden from the caller: by this run, or by any before a full sweep. Polls that find nothing new do not ask again.';

create function sync.delete_unseen(p_run bigint, p_lease uuid)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_run sync.runs;
  v_lanes constant text[] := array(select l.lane from sync.lanes l where l.run_id = p_run);
  v_is_whole constant boolean := sync.misses_no_record(p_run, v_lanes);
  v_ids text[];
  v_deleted int;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  -- A list that did not come shows nothing, whatever an earlier one has proved and a person has decided; nor does one whose beginning
  -- is not known, since the clock was set back.
  if v_run.watermark > clock_timestamp() or not v_is_whole and not (
    sync.is_read_to_end(p_run, v_lanes) and exists (select from sync.seen s where s.sweep_id = v_run.sweep_id)
  ) then
    return 0;
  end if;
  select array_agg(m.external_id) into v_ids
  from sync.missing m
  where m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'due' and m.reason = 'unseen'
    and m.next_at <= clock_timestamp() and (v_is_whole or m.decided_by is not null);
  v_deleted := sync.delete_records(v_run.module, v_run.account_id, coalesce(v_ids, '{}'), p_run, v_run.watermark);
  update sync.runs r set deleted = r.deleted + v_deleted where r.run_id = p_run and v_deleted > 0;
  return v_deleted;
end;
$$;

comment on function sync.delete_unseen(bigint, uuid) is
  'Soft-deletes what is due where Gazelle has no query by id: absence from a whole list is all that can be known, and of this run''s too. Answers how many.';

create function sync.update_successors(p_module text, p_account text)
returns void
language sql
set search_path = ''
begin atomic
  -- Children that another module brings, as measurements do, may move only when that one is swept, after the deletion: daily.
  update sync.missing m
  set successor_id = reconcile.successor_of(m.module, m.account_id, m.external_id)
  where m.module = p_module and m.account_id = p_account and m.status = 'gone'
    and m.successor_id is null and m.resolved_at > now() - interval '3 days';
end;

comment on function sync.update_successors(text, text) is 'Searches again for the successors of records that were deleted in the last three days.';

create function sync.no_open_hole_sql(p_id text)
returns text
language sql
immutable
set search_path = ''
return format(
  'not exists (
     select from sync.holes h where h.account_id = $2 and h.module = $3 and h.external_id = %s and h.closed_at is null and h.kind <> ''apart''
   )', p_id
);

comment on function sync.no_open_hole_sql(text) is 'The condition that a record has no open hole, as SQL text; $2 is the account, $3 the module.';

create function sync.living_record(p_run bigint)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_module sync.modules;
  v_date text;
  v_id text;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_module from sync.modules m where m.module = v_run.module;
  v_date := coalesce(v_module.since_column, v_module.scope_column);
  -- Of the latest that this sweep has seen: where a list has to be searched for one, it stands near the beginning. Not the same each time,
  -- nor one with a hole: Gazelle may never answer for it.
  execute format(
    'select l.external_id
     from (
       select n.external_id
       from (select e.external_id from sync.seen e where e.sweep_id = $1 limit 1000) n
       join staging.%1$I s on s.account_id = $2 and s.external_id = n.external_id and s.gone_at is null
       %2$s limit 20
     ) l
     where %3$s
     order by random() limit 1', 'stg_' || v_run.module,
    case
      when v_date is null then ''
      else format('join gazelle.%I t on t.id = n.external_id order by t.%I desc nulls last', sync.root_entity(v_run.module), v_date)
    end,
    sync.no_open_hole_sql('l.external_id')
  ) into v_id using v_run.sweep_id, v_run.account_id, v_run.module;
  if v_id is null then
    execute format(
      'select l.external_id
       from (
         select s.external_id from staging.%I s
         where s.account_id = $2 and s.gone_at is null and not exists (
           select from sync.missing m where m.module = $3 and m.account_id = $2 and m.external_id = s.external_id
         )
         order by s.external_id desc limit 20
       ) l
       where %s
       order by random() limit 1', 'stg_' || v_run.module, sync.no_open_hole_sql('l.external_id')
    ) into v_id using v_run.sweep_id, v_run.account_id, v_run.module;
  end if;
  return v_id;
end;
$$;

comment on function sync.living_record(bigint) is
  'A record that is known to be there: what Gazelle answers for it shows whether its answers for missing ones can be believed. Null when none is known.';

create function sync.due_look_ups(p_run bigint, p_limit int, p_with_records boolean)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_is_by_id boolean;
  v_due text[];
  v_left int;
  v_control text;
  v_records jsonb;
  v_unswept text[];
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select m.by_id into v_is_by_id from sync.modules m where m.module = v_run.module;
  select coalesce(array_agg(d.external_id order by d.next_at, d.external_id) filter (where d.n <= p_limit), '{}'), count(*)
  into v_due, v_left
  from (
    select m.external_id, m.next_at, row_number() over (order by m.next_at, m.external_id) as n
    from sync.missing m
    where m.module = v_run.module and m.account_id = v_run.account_id and m.next_at <= clock_timestamp()
      and (m.status = 'due' or v_is_by_id and v_run.mode = 'full' and m.status = 'held' and m.held_because = 'error')
  ) d;
  if not v_is_by_id then
    return jsonb_build_object('due', '[]'::jsonb) || case when v_left = 0 then '{}' else jsonb_build_object('unseen', v_left) end;
  end if;
  if v_left = 0 then
    return jsonb_build_object('due', '[]'::jsonb);
  end if;

  v_control := sync.living_record(p_run);
  if p_with_records then
    execute format(
      'select jsonb_object_agg(s.external_id, s.raw_data) from staging.%I s where s.account_id = $1 and s.external_id = any ($2)',
      'stg_' || v_run.module
    ) into v_records using v_run.account_id, v_due || v_control;
    select array_agg(m.external_id order by m.external_id) into v_unswept
    from sync.missing m
    left join sync.runs r on r.run_id = m.run_id
    where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = any (v_due) and m.decided_by is null
      and r.mode is distinct from 'full';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('control', v_control))
    || jsonb_build_object('due', v_due)
    || case when v_records is null then '{}' else jsonb_build_object('records', v_records) end
    || case when v_unswept is null then '{}' else jsonb_build_object('unswept', v_unswept) end;
end;
$$;

comment on function sync.due_look_ups(bigint, int, boolean) is
  'What is due: {due, records, unswept, control}, the ids to ask Gazelle for now, those of them (and of it) that were staged, those that no full sweep has missed and no person has decided about, and a record that is known to be there; {unseen}, how many, where Gazelle has no query by id.';

create function sync.next_look_ups(p_run bigint, p_lease uuid, p_limit int default 1000, p_with_records boolean default true)
returns jsonb
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
begin
  perform sync.hold_lease(p_run, p_lease);
  return sync.due_look_ups(p_run, p_limit, p_with_records);
end;
$$;

comment on function sync.next_look_ups(bigint, uuid, int, boolean) is 'What is still due after the look-ups before.';

-- What a run learned of its credential's owner; without a full administrator's, deletions are put off.

create function sync.record_caller(
  p_run bigint,
  p_lease uuid,
  p_caller jsonb,
  p_is_full_admin boolean,
  p_error text default null,
  p_api_calls int default 0,
  p_waited_ms int default 0,
  p_credential text default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  if p_error is null then
    perform sync.store_caller(v_run.account_id, p_caller, p_is_full_admin, sync.fit_text(p_credential, 64));
  else
    insert into sync.callers as c (account_id, credential, unanswered_since, error)
    values (v_run.account_id, sync.fit_text(p_credential, 64), now(), sync.fit_text(p_error))
    on conflict (account_id) do update
    -- Where no company is known, there is none to mix with another.
    set credential = case when c.company_id is null then excluded.credential else c.credential end,
        unanswered_since = coalesce(c.unanswered_since, excluded.unanswered_since), error = excluded.error;
  end if;
  perform sync.count_look_ups(p_run, p_api_calls, p_waited_ms);
  if p_is_full_admin is not true then
    perform sync.postpone_deletions(v_run.module, v_run.account_id, coalesce(p_error, 'rights_lost: the credential is not a full administrator''s'));
  end if;
end;
$$;

comment on function sync.record_caller(bigint, uuid, jsonb, boolean, text, int, int, text) is
  'Stores whose credential it is, or why Gazelle did not say; refused for another company''s (GZ451). What is due stays due unless it is a full administrator''s.';

create function sync.postpone_deletions(p_module text, p_account text, p_error text)
returns void
language sql
set search_path = ''
begin atomic
  -- 2 ^ 6 minutes is more than an hour. A full sweep asks again at once.
  update sync.missing m
  set attempts = m.attempts + 1, last_error = sync.fit_text(p_error),
      next_at = now() + least(interval '1 minute' * power(2, least(m.attempts, 6)), interval '1 hour')
  where m.module = p_module and m.account_id = p_account and m.status = 'due' and m.next_at <= clock_timestamp();
end;

comment on function sync.postpone_deletions(text, text, text) is 'What is due stays so, and is tried again later, at the latest after an hour or by a full sweep.';

-- What follows from a sweep for each record: seen, unseen, or known only because another record refers to it.

create function sync.forget_seen(p_run bigint)
returns void
language sql
set search_path = ''
begin atomic
  delete from sync.missing m
  using sync.runs r, sync.seen s
  where r.run_id = p_run and s.sweep_id = r.sweep_id
    and m.module = r.module and m.account_id = r.account_id and m.external_id = s.external_id
    -- A sweep may take an hour: what was found missing or deleted since it began, it may have seen before.
    and (greatest(m.found_missing_at, m.resolved_at) < r.watermark or greatest(m.found_missing_at, m.resolved_at) > clock_timestamp());
  -- What the list only names is not restored, nor does it fill a placeholder: its content did not come.
  delete from sync.missing m
  using sync.runs r
  where r.run_id = p_run and m.module = r.module and m.account_id = r.account_id and m.external_id = any (sync.named_ids(p_run))
    and m.reason = 'unseen' and m.status <> 'gone' and (m.found_missing_at < r.watermark or m.found_missing_at > clock_timestamp());
end;

comment on function sync.forget_seen(bigint) is
  'A record that a sweep saw, or that its list names, is not missing, whatever was recorded before the sweep began.';

create function sync.delete_limit(p_module text, p_known bigint)
returns bigint
language sql
stable
set search_path = ''
begin atomic
  select greatest(ceil(p_known * m.max_delete_share), case when m.by_id then m.delete_floor else 0 end)::bigint
  from sync.modules m
  where m.module = p_module;
end;

comment on function sync.delete_limit(text, bigint) is
  'How many of so many records may go without a person: max_delete_share of them, or delete_floor, where each is asked for by its id.';

create function sync.record_unseen(p_run bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_unseen record;
  v_held_because text;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  select * into v_unseen from sync.find_unseen(p_run);
  if coalesce(v_unseen.ids, v_unseen.found_ids) is null then
    return;
  end if;
  select case
      when sync.is_drained(p_run) then null
      -- An answer without any record is more likely a fault than an empty company.
      when v_run.mode = 'full' and not exists (select from sync.seen n where n.sweep_id = v_run.sweep_id) then 'empty'
      -- Any of them may stand behind a null, or be the one that totalCount counts, also where a person has acknowledged it.
      when not m.by_id and exists (select from sync.lanes l where l.run_id = p_run and (l.without_id > 0 or not l.agreed)) then 'empty'
      when cardinality(v_unseen.ids) > sync.delete_limit(v_run.module, v_unseen.known) then 'share'
    end
  into v_held_because
  from sync.modules m
  where m.module = v_run.module;

  insert into sync.missing as m (account_id, module, external_id, reason, status, held_because, run_id)
  select v_run.account_id, v_run.module, i.id, 'unseen', case when i.held_because is null then 'due' else 'held' end, i.held_because, p_run
  from (
    select u.id, v_held_because from unnest(v_unseen.ids) u (id)
    union all
    -- No list has shown these: how many they are says nothing. sync.hold_mass counts those that come by their ids no more either.
    select f.id, nullif(v_held_because, 'share') from unnest(v_unseen.found_ids) f (id)
  ) i (id, held_because)
  on conflict (account_id, module, external_id) do update
  set status = excluded.status, held_because = excluded.held_because, reason = 'unseen', found_missing_at = now(), run_id = excluded.run_id,
      found_at = case when m.status <> 'gone' then m.found_at end,
      attempts = 0, refusals = 0, refused_at = null, last_error = null, next_at = now(), decided_by = null, resolved_at = null, successor_id = null
  where m.status in ('gone', 'found') or m.reason = 'referenced'
    or (m.status = 'held' and excluded.status = 'due' and (m.found_at is null or m.held_because <> 'share'));
  -- What only polls have missed is proposed by the whole list now, and may have waited for it.
  update sync.missing m
  set run_id = p_run, next_at = case when m.next_at = 'infinity' then now() else m.next_at end
  where v_run.mode = 'full' and m.module = v_run.module and m.account_id = v_run.account_id and m.status = 'due'
    and m.external_id = any (v_unseen.ids || v_unseen.found_ids) and m.run_id is distinct from p_run;
end;
$$;

comment on function sync.record_unseen(bigint) is
  'Records what a sweep did not see as due; as held when it is more than sync.delete_limit of what the sweep covers, when the sweep saw nothing (but see sync.is_drained), or, where none can be asked for, when something came as null or without an id.';

create function sync.record_referenced(p_run bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_run sync.runs;
  v_root text;
begin
  select * into v_run from sync.runs r where r.run_id = p_run;
  v_root := sync.root_entity(v_run.module);
  if v_root is not null then
    execute format(
      'insert into sync.missing (account_id, module, external_id, reason, run_id)
       select t.account_id, $2, t.id, ''referenced'', $3
       from gazelle.%I t
       where t.account_id = $1 and t.is_placeholder and t.deleted_at is null
       on conflict do nothing', v_root
    ) using v_run.account_id, v_run.module, p_run;
  end if;
end;
$$;

comment on function sync.record_referenced(bigint) is 'Records the placeholders of a run''s module as due: another record refers to each, and Gazelle has not given it.';

-- The decision of a person on deletions that are held back.

create function sync.release_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_count int;
begin
  -- Of these nothing is deleted here: the next run asks whose credential it is, and where it can whether Gazelle has each.
  update sync.missing m
  set status = 'due', held_because = null, next_at = now(), decided_by = coalesce(sync.fit_text(p_by, 100), current_user)
  where m.module = p_module and m.account_id = p_account and m.status = 'held'
    and (p_ids is null or m.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count + reconcile.release_missing_children(p_module, p_account, p_ids);
end;
$$;

comment on function sync.release_deletions(text, text, text[], text) is
  'Releases held deletions on a person''s decision: the module''s next run deletes what it does not see, once a full administrator''s rights are known, and where Gazelle has a query by id each after a look-up. What lists in records no longer hold is deleted at once. Answers how many.';

create function sync.dismiss_deletions(p_module text, p_account text default 'main', p_ids text[] default null, p_by text default null)
returns int
language plpgsql
set search_path = ''
as $$
declare
  v_count int;
begin
  update sync.missing m
  set status = 'dismissed', held_because = null, decided_by = coalesce(sync.fit_text(p_by, 100), current_user)
  where m.module = p_module and m.account_id = p_account and m.status in ('held', 'due') and m.reason = 'unseen'
    and (p_ids is null or m.external_id = any (p_ids));
  get diagnostics v_count = row_count;
  return v_count + reconcile.dismiss_missing_children(p_module, p_account, p_ids, coalesce(sync.fit_text(p_by, 100), current_user));
end;
$$;

comment on function sync.dismiss_deletions(text, text, text[], text) is
  'Dismisses held deletions on a person''s decision: the records stay, although Gazelle does not list them. Answers how many.';

-- What Gazelle answered when missing records were looked up by id.

create function sync.count_look_ups(
  p_run bigint, p_api_calls int, p_waited_ms int, p_fetched int default 0, p_changed int default 0, p_promoted int default 0,
  p_rejected int default 0, p_placeholders int default 0
)
returns void
language sql
set search_path = ''
begin atomic
  insert into sync.lanes as l (
    run_id, lane, finished_at, agreed, api_calls, waited_ms, fetched, changed, promoted, rejected, placeholders
  )
  values (
    p_run, 'missing', clock_timestamp(), true, p_api_calls, p_waited_ms, p_fetched, p_changed, p_promoted, p_rejected, p_placeholders
  )
  on conflict (run_id, lane) do update
  set api_calls = l.api_calls + excluded.api_calls,
      waited_ms = l.waited_ms + excluded.waited_ms,
      fetched = l.fetched + excluded.fetched,
      changed = l.changed + excluded.changed,
      promoted = l.promoted + excluded.promoted,
      rejected = l.rejected + excluded.rejected,
      placeholders = l.placeholders + excluded.placeholders;
end;

comment on function sync.count_look_ups(bigint, int, int, int, int, int, int, int) is 'Adds what look-ups cost and brought to the lane "missing" of a run.';

create function sync.resolve_missing(
  p_run bigint,
  p_lease uuid,
  p_gone text[],
  p_nodes jsonb,
  p_failed jsonb default '{}',
  p_api_calls int default 0,
  p_waited_ms int default 0,
  p_refused jsonb default '{}',
  p_has_control boolean default true,
  p_age_ms int default 0,
  p_waiting text[] default '{}'
)
returns void
language plpgsql
set search_path = ''
set statement_timeout = '60s'
as $$
declare
  v_asked_at constant timestamptz := sync.asked_at(p_age_ms);
  v_run sync.runs;
  v_gone text[];
  v_counts record;
  v_deleted int;
begin
  perform sync.hold_lease(p_run, p_lease);
  select * into v_run from sync.runs r where r.run_id = p_run;
  -- Before the rows are locked: an erasure holds it first, too.
  perform reconcile.lock_erasures(v_run.account_id);

  -- What a person has decided to keep since it was asked for, or a sweep has seen, stays.
  v_gone := array(
    select m.external_id
    from sync.missing m
    where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = any (p_gone)
      -- What waits because of errors has its answer now, and needs no person.
      and (m.status = 'due' or m.status = 'held' and m.held_because = 'error')
    order by m.external_id for update
  );
  select * into v_counts from sync.stage_nodes(v_run.module, v_run.account_id, p_run, p_nodes, v_asked_at);
  -- What its list does not show and its id gives is not looked up by each run: the list may never show it. The next day's sweep, which asks
  -- a little earlier or later, asks again.
  update sync.missing m
  set status = 'found', reason = 'unseen', held_because = null, found_at = now(), attempts = 0, refusals = 0, last_error = null,
      next_at = now() + interval '20 hours'
  from jsonb_array_elements(p_nodes) n (node)
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = n.node ->> 'id'
    and m.status <> 'dismissed';

  perform sync.postpone_look_ups(v_run, p_failed || p_refused);
  update sync.missing m
  set next_at = 'infinity', attempts = 0, refusals = 0, last_error = null
  where m.module = v_run.module and m.account_id = v_run.account_id and m.external_id = any (p_waiting) and m.status = 'due'
    and m.decided_by is null;
  v_gone := v_gone || sync.record_refusals(v_run, p_refused);
  -- Of a list that has emptied itself none is left to prove the answers: the list has said the same twice.
  if not p_has_control and not sync.is_drained(p_run) then
    v_gone := sync.hold_unproved(v_run, v_gone);
  end if;
  v_gone := sync.hold_mass(v_run, v_gone);
  v_deleted := sync.delete_records(v_run.module, v_run.account_id, v_gone, p_run, v_asked_at);

  perform sync.count_look_ups(
    p_run, p_api_calls, p_waited_ms, jsonb_array_length(p_nodes), v_counts.changed, v_counts.promoted, v_counts.rejected, v_counts.placeholders
  );
  update sync.runs r
  set deleted = r.deleted + v_deleted,
      held_back = (
        select count(*) + reconcile.count_held(r.module, r.account_id) from sync.missing m where m.module = r.module and m.account_id = r.account_id and m.status = 'held'
      )
  where r.run_id = p_run;
end;
$$;

comment on function sync.resolve_missing(bigint, uuid, text[], jsonb, jsonb, int, int, jsonb, boolean, int, text[]) is
  'Stores what Gazelle answered about missing records: p_gone are deleted; p_nodes were found (moved, or a placeholder''s own record) and are staged; p_failed {id: error} are looked up again later; so are p_refused, for which Gazelle had an error while it answered for a living record (p_has_control): after three full sweeps a person is asked. p_age_ms: since when the answer speaks. p_waiting: not in the part of the list that was searched, which shows nothing until a full sweep misses them too.';

create function sync.postpone_look_ups(p_run sync.runs, p_failed jsonb)
returns void
language sql
set search_path = ''
begin atomic
  -- A look-up that failed is repeated after a delay that doubles. 2 ^ 11 minutes is more than a day. What a full sweep was refused, the
  -- next one compares with: polls between them do not count.
  update sync.missing m
  set attempts = m.attempts + 1,
      last_error = case when p_run.mode <> 'full' and m.refusals > 0 then m.last_error else sync.fit_text(f.value #>> '{}') end,
      refusals = case
        when p_run.mode <> 'full' or split_part(m.last_error, ':', 1) = split_part(f.value #>> '{}', ':', 1) then m.refusals
        else 0
      end,
      next_at = now() + least(interval '1 minute' * power(2, least(m.attempts, 11)), interval '1 day')
  from jsonb_each(p_failed) f
  where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = f.key;
end;

comment on function sync.postpone_look_ups(sync.runs, jsonb) is 'Look-ups without an answer, {id: error}, are repeated later and later, at least once a day.';

create function sync.record_refusals(p_run sync.runs, p_refused jsonb)
returns text[]
language plpgsql
set search_path = ''
as $$
begin
  update sync.missing m
  set refused_at = now()
  where m.module = p_run.module and m.account_id = p_run.account_id and p_refused ? m.external_id;
  -- Polls ask again within minutes, which is no new evidence: full sweeps count. A slice is over before it is due again.
  update sync.missing m
  set refusals = m.refusals + 1,
      next_at = greatest(m.next_at, now() + interval '10 minutes'),
      status = case when m.refusals >= 2 and m.decided_by is null and m.reason = 'unseen' then 'held' else m.status end,
      held_because = case when m.refusals >= 2 and m.decided_by is null and m.reason = 'unseen' then 'error' end
  where p_run.mode = 'full' and m.module = p_run.module and m.account_id = p_run.account_id and m.status = 'due' and p_refused ? m.external_id;
  -- A person has decided that it may go, and Gazelle, which answers for others, does not say that it is there.
  return array(
    select m.external_id
    from sync.missing m
    where m.module = p_run.module and m.account_id = p_run.account_id and m.status = 'due' and p_refused ? m.external_id
      and m.decided_by is not null
  );
end;
$$;

comment on function sync.record_refusals(sync.runs, jsonb) is
  'Counts errors that are about a record, one for each full sweep; after three in a row it waits for a person. Answers those that a person has released already.';

create function sync.hold_unproved(p_run sync.runs, p_gone text[])
returns text[]
language plpgsql
set search_path = ''
as $$
begin
  update sync.missing m
  set status = 'held', held_because = 'empty'
  where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = any (p_gone)
    and m.status = 'due' and m.reason = 'unseen' and m.decided_by is null;
  return array(
    select m.external_id
    from sync.missing m
    where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = any (p_gone) and m.status <> 'held'
  );
end;
$$;

comment on function sync.hold_unproved(sync.runs, text[]) is
  'Answers that no living record could prove wait for a person, unless one has decided; answers the others.';

create function sync.hold_mass(p_run sync.runs, p_gone text[])
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  v_ids text[];
  v_before bigint;
  v_known bigint;
begin
  select array_agg(m.external_id) filter (where m.status <> 'gone' and m.external_id = any (p_gone)),
    count(*) filter (where m.status = 'gone' and m.resolved_at > now() - interval '1 day')
  into v_ids, v_before
  from sync.missing m
  where m.module = p_run.module and m.account_id = p_run.account_id and m.found_at is not null and m.decided_by is null;
  if v_ids is null or v_before + cardinality(v_ids) <= sync.delete_limit(p_run.module, 0) then
    return p_gone;
  end if;
  execute format(
    'select count(*) from staging.%I s
     where s.account_id = $1 and s.gone_at is null and not exists (
       select from sync.missing m
       where m.module = $2 and m.account_id = $1 and m.external_id = s.external_id and m.found_at is not null and m.status <> ''gone''
     )', 'stg_' || p_run.module
  ) into v_known using p_run.account_id, p_run.module;
  if v_before + cardinality(v_ids) <= sync.delete_limit(p_run.module, v_known) then
    return p_gone;
  end if;
  update sync.missing m
  set status = 'held', held_because = 'share'
  where m.module = p_run.module and m.account_id = p_run.account_id and m.external_id = any (v_ids);
  return array(select g.id from unnest(p_gone) g (id) where g.id <> all (v_ids));
end;
$$;

comment on function sync.hold_mass(sync.runs, text[]) is
  'Records that came by their ids alone and no longer do: sync.delete_limit of them may go in a day, the others wait for a person. Answers what may go.';
