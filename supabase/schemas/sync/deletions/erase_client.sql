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
