-- Who was erased is known by a keyed hash alone, and never staged again.

create table sync.erasures (
  erasure_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts on delete cascade,
  client_hash text not null,
  erased_at timestamptz not null default now(),
  erased_by text not null,
  ids int not null,
  open_invoices int not null,
  counts jsonb not null
);

comment on table sync.erasures is 'Erased clients, one row each: when, by whom and how many rows of which table. No name and no id.';
comment on column sync.erasures.client_hash is 'HMAC-SHA256 of the id that was asked for, as sync.erasure_hashes makes it, in hexadecimal.';
comment on column sync.erasures.ids is 'How many ids were merged into the one person.';
comment on column sync.erasures.counts is 'Rows that were removed, emptied of a reference or of a text, by table.';

alter table sync.erasures enable row level security;
revoke insert, update, delete, truncate on sync.erasures from service_role;

create table sync.erased (
  account_id text not null references sync.accounts on delete cascade,
  hash bytea not null,
  entity text not null,
  is_client boolean not null default false,
  erasure_id bigint not null references sync.erasures on delete cascade,
  primary key (account_id, hash)
);

comment on table sync.erased is 'Keyed hashes of what was erased with a client, and of what Gazelle has given of that client since: none of it is staged again.';
comment on column sync.erased.hash is 'See sync.erasure_hashes.';
comment on column sync.erased.entity is 'The production table that held it; of what came later, the module that read it.';
comment on column sync.erased.is_client is 'The person''s own id: every record that names it as its client is theirs.';

create index erased_of_erasure on sync.erased (erasure_id);

alter table sync.erased enable row level security;
revoke insert, update, delete, truncate on sync.erased from service_role;

create function sync.erasure_hashes(p_account text, p_ids text[])
returns table (id text, hash bytea)
language plpgsql
stable
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
  v_key bytea;
begin
  select convert_to(s.decrypted_secret, 'UTF8') into v_key from vault.decrypted_secrets s where s.name = 'gazelle_erasure_key';
  if v_key is null then
    raise exception 'Vault lacks gazelle_erasure_key, without which erased clients cannot be told from others' using
      errcode = 'GZ426', hint = 'Restore that secret from the backup of Vault: until then nothing is staged for the account, so that no erased client comes back.';
  end if;
  return query
  select i.id, extensions.hmac(convert_to(p_account || '/' || i.id, 'UTF8'), v_key, 'sha256') from unnest(p_ids) i (id);
end;
$$;

comment on function sync.erasure_hashes(text, text[]) is
  'HMAC-SHA256 of account and id, with the key gazelle_erasure_key of Vault. Gazelle''s ids name their kind, so that the id alone tells a client from a piano. Runs as its owner: service_role does not reach Vault. Raises GZ426 without the key.';

create function sync.without_erased(
  p_module text, p_account text, p_ids text[], p_nodes jsonb[], p_unidentified jsonb[], out ids text[], out nodes jsonb[], out unidentified jsonb[]
)
language plpgsql
set search_path = ''
as $$
begin
  perform reconcile.lock_erasures(p_account);
  ids := p_ids;
  nodes := p_nodes;
  unidentified := p_unidentified;
  if exists (select from sync.erased e where e.account_id = p_account) then
    select w.ids, w.nodes, w.unidentified into ids, nodes, unidentified
    from sync.drop_erased(p_module, p_account, p_ids, p_nodes, p_unidentified) w;
  end if;
end;
$$;

comment on function sync.without_erased(text, text, text[], jsonb[], jsonb[]) is
  'The records of a page that may be staged: none of an erased client''s, and none that refers to one. Where nobody was erased, the page as it came, for the price of a look at an empty table.';

create function sync.drop_erased(
  p_module text, p_account text, p_ids text[], p_nodes jsonb[], p_unidentified jsonb[], out ids text[], out nodes jsonb[], out unidentified jsonb[]
)
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_places int[];
  v_mentions text[];
  v_erased text[];
  v_clients text[];
  v_speaking int[];
  v_theirs text[];
  v_returned text[];
  v_children text[];
  v_is_person constant boolean := exists (select from reconcile.entities e where e.module = p_module and e.entity = reconcile.person_entity());
begin
  ids := p_ids;
  nodes := p_nodes;
  unidentified := p_unidentified;
  -- Whom each record mentions is read once.
  select coalesce(array_agg(n.place), '{}'), coalesce(array_agg(m.id), '{}') into v_places, v_mentions
  from unnest(p_nodes || p_unidentified) with ordinality n (node, place)
  cross join lateral sync.mentioned_ids(n.node) m (id);
  select array_agg(h.id), coalesce(array_agg(h.id) filter (where e.is_client), '{}'),
    coalesce(array_agg(h.id) filter (where exists (select from reconcile.entities c where c.module = p_module and c.entity = e.entity and c.owner_column is not null)), '{}')
  into v_erased, v_clients, v_children
  from sync.erasure_hashes(p_account, array(select distinct m.id from unnest(v_mentions) m (id))) h
  join sync.erased e on e.account_id = p_account and e.hash = h.hash;
  if v_erased is null then
    return;
  end if;

  v_speaking := array(select distinct m.place from unnest(v_places, v_mentions) m (place, id) where m.id = any (v_erased));
  v_theirs := array(
    select n.id from unnest(p_ids, p_nodes) with ordinality n (id, node, place)
    where n.place = any (v_speaking)
      -- Another client's own record is theirs, whomever it mentions.
      and case when v_is_person then n.id = any (v_erased) else sync.is_of_erased(n.node, v_erased, v_clients) end
  );
  -- What another client has by now, such as a piano that was sold, is erased no longer, nor are its measurements. A contact is the person who
  -- asked to be erased, whoever has them by now.
  v_returned := array(
    select m.id
    from unnest(v_places, v_mentions) m (place, id)
    join unnest(p_ids) with ordinality n (id, place) using (place)
    where n.id <> all (v_theirs) and m.id = any (v_erased) and m.id <> all (v_clients)
      and (n.id = any (v_erased) or (m.id = any (v_children) and not v_is_person))
  );
  if v_returned <> '{}' then
    delete from sync.erased e using sync.erasure_hashes(p_account, v_returned) h where e.account_id = p_account and e.hash = h.hash;
    v_erased := array(select i.id from unnest(v_erased) i (id) where i.id <> all (v_returned));
  end if;
  perform sync.erase_since(p_module, p_account, array(select i.id from unnest(v_theirs) i (id) where i.id <> all (v_erased)), v_erased);

  select coalesce(array_agg(n.id order by n.place), '{}'),
    coalesce(array_agg(case when n.place = any (v_speaking) then sync.without_mentions(n.node, v_erased) else n.node end order by n.place), '{}')
  into ids, nodes
  from unnest(p_ids, p_nodes) with ordinality n (id, node, place)
  where n.id <> all (v_theirs);
  unidentified := array(
    select case when n.place = any (v_speaking) then sync.without_mentions(n.node, v_erased) else n.node end
    from (select u.node, u.place + cardinality(p_nodes) as place from unnest(p_unidentified) with ordinality u (node, place)) n
    where (n.place = any (v_speaking) and sync.is_of_erased(n.node, v_erased, v_clients)) is not true
  );
end;
$$;

comment on function sync.drop_erased(text, text, text[], jsonb[], jsonb[]) is
  'See sync.without_erased. Runs as its owner, who alone writes sync.erased: what an erased client has since is remembered too, and what another client has by now is forgotten there.';

create function sync.without_erased_holes(p_account text, p_holes jsonb, p_api_errors int, out holes jsonb, out api_errors int)
language plpgsql
stable
set search_path = ''
as $$
declare
  v_erased text[];
begin
  holes := p_holes;
  api_errors := p_api_errors;
  if p_holes = '[]' or not exists (select from sync.erased e where e.account_id = p_account) then
    return;
  end if;
  select array_agg(h.id) into v_erased
  from sync.erasure_hashes(p_account, array(select distinct m.id from jsonb_to_recordset(p_holes) m (id text) where m.id is not null)) h
  join sync.erased e on e.account_id = p_account and e.hash = h.hash;
  if v_erased is not null then
    select coalesce(jsonb_agg(m.hole) filter (where not m.is_erased), '[]'),
      greatest(0, p_api_errors - count(*) filter (where m.is_erased and m.hole ->> 'kind' = 'error'))::int
    into holes, api_errors
    from (
      select m.hole, coalesce(m.hole ->> 'id' = any (v_erased), false) as is_erased from jsonb_array_elements(p_holes) m (hole)
    ) m;
  end if;
end;
$$;

comment on function sync.without_erased_holes(text, jsonb, int) is
  'The holes of a page, and how many errors came, without those of what was erased: a field that Gazelle cannot give of an erased client is none that anybody misses.';

create function sync.erased_seen(p_run sync.runs)
returns bigint
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from sync.erased e where e.account_id = p_run.account_id) then
    return 0;
  end if;
  return (
    select count(*)
    from sync.erasure_hashes(p_run.account_id, array(select distinct n.external_id from sync.seen n where n.sweep_id = p_run.sweep_id)) h
    join sync.erased e on e.account_id = p_run.account_id and e.hash = h.hash
  );
end;
$$;

comment on function sync.erased_seen(sync.runs) is 'How many of the records that a run has seen were erased: Gazelle counts them, and nobody misses them here.';
