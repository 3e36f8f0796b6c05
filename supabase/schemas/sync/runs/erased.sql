-- Who was erased is known by a keyed hash alone, and never staged again.

create table sync.erasures (
  erasure_id bigint generated always as identity primary key,
  account_id text not null references sync.accounts on delete cascade,
  client_hash text not null,
  erased_at timestamptz not null default now(),
  erased_by text not null,
  counts jsonb not null
);

comment on table sync.erasures is 'Erased clients, one row each: when, by whom and how many rows of which table. No name and no id.';
comment on column sync.erasures.client_hash is 'HMAC-SHA256 of the id that was asked for, as sync.erasure_hashes makes it, in hexadecimal.';
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

create function sync.lock_erasures(p_account text, p_is_erasing boolean default false)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if p_is_erasing then
    perform pg_advisory_xact_lock(hashtext('sync.erased'), hashtext(p_account));
  else
    perform pg_advisory_xact_lock_shared(hashtext('sync.erased'), hashtext(p_account));
  end if;
end;
$$;

comment on function sync.lock_erasures(text, boolean) is
  'Until the end of the transaction: pages are staged beside each other, and none beside an erasure. What was asked for before it is staged after it, and by then known to be erased.';

create function sync.mentioned_ids(p_node jsonb)
returns setof text
language sql
immutable
set search_path = ''
begin atomic
  select v.id #>> '{}'
  from jsonb_path_query(
    p_node, 'strict $.** ? (@.type() == "object").keyvalue() ? (@.key == "id" || @.key like_regex "Id$").value ? (@.type() == "string")'
  ) v (id);
end;

comment on function sync.mentioned_ids(jsonb) is 'Every id that a record holds, its own among them: the fields id and …Id, at any depth.';

create function sync.client_ids_in(p_node jsonb)
returns text[]
language sql
immutable
set search_path = ''
begin atomic
  select coalesce(array_agg(c.id), '{}')
  from (
    select p_node #>> '{client,id}' as id
    union
    select v.id #>> '{}'
    from jsonb_path_query(p_node, 'strict $.**{0 to 1} ? (@.type() == "object" && exists(@.clientId)).clientId ? (@.type() == "string")') v (id)
  ) c
  where c.id is not null;
end;

comment on function sync.client_ids_in(jsonb) is 'The clients that a record names as its own: client, or clientId in the record or in an object of it. Empty for a client''s own record.';

create function sync.is_of_erased(p_node jsonb, p_ids text[], p_clients text[])
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_clients constant text[] := sync.client_ids_in(p_node);
begin
  if v_clients <> '{}' then
    -- A piano that has been sold is another client's by now.
    return v_clients && p_clients;
  end if;
  -- Who recommended a client does not own it: of what a record refers to beside lists, all but clients count.
  return p_node ->> 'id' = any (p_ids) or exists (
    select
    from jsonb_path_query(p_node, 'strict $.* ? (@.type() == "object" && exists(@.id)).id ? (@.type() == "string")') v (id)
    where v.id #>> '{}' = any (p_ids) and v.id #>> '{}' <> all (p_clients)
  );
end;
$$;

comment on function sync.is_of_erased(jsonb, text[], text[]) is
  'Whether a record is an erased client''s: it names one as its client, or names no client and was erased, or refers to something that was (a notice, to an appointment). p_ids: the erased ids that its page mentions; p_clients: those of them that are clients.';

create function sync.without_mentions(p_value jsonb, p_ids text[])
returns jsonb
language plpgsql
immutable
set search_path = ''
as $$
begin
  case jsonb_typeof(p_value)
    when 'object' then
      return (
        select coalesce(jsonb_object_agg(
          f.name,
          case
            when f.value ->> 'id' = any (p_ids) then 'null'
            when f.name like '%Id' and f.value #>> '{}' = any (p_ids) then 'null'
            else sync.without_mentions(f.value, p_ids)
          end
        ), '{}')
        from jsonb_each(p_value) f (name, value)
      );
    when 'array' then
      return (
        select coalesce(jsonb_agg(sync.without_mentions(i.item, p_ids) order by i.place), '[]')
        from jsonb_array_elements(p_value) with ordinality i (item, place)
        where (i.item ->> 'id' = any (p_ids)) is not true
          -- An item without an id of its own is known by what it refers to, and goes with it.
          and (i.item ? 'id' or not exists (
            select from jsonb_path_query(i.item, 'lax $.* ? (@.type() == "object").id ? (@.type() == "string")') v (id) where v.id #>> '{}' = any (p_ids)
          ))
      );
    else
      return p_value;
  end case;
end;
$$;

comment on function sync.without_mentions(jsonb, text[]) is
  'Another''s record without its references to what was erased: a reference is null, an item of a list goes. Everything else stays as it is.';

create function sync.without_erased(
  p_module text, p_account text, p_ids text[], p_nodes jsonb[], p_unidentified jsonb[], out ids text[], out nodes jsonb[], out unidentified jsonb[]
)
language plpgsql
set search_path = ''
as $$
begin
  perform sync.lock_erasures(p_account);
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
  v_erased text[];
  v_clients text[];
  v_theirs text[];
  v_returned text[];
begin
  ids := p_ids;
  nodes := p_nodes;
  unidentified := p_unidentified;
  select array_agg(h.id), coalesce(array_agg(h.id) filter (where e.is_client), '{}') into v_erased, v_clients
  from sync.erasure_hashes(
    p_account, array(select distinct m.id from unnest(p_nodes || p_unidentified) n (node) cross join lateral sync.mentioned_ids(n.node) m (id))
  ) h
  join sync.erased e on e.account_id = p_account and e.hash = h.hash;
  if v_erased is null then
    return;
  end if;

  v_theirs := array(
    select n.id from unnest(p_ids, p_nodes) n (id, node) where sync.is_of_erased(n.node, v_erased, v_clients)
  );
  -- What another client has by now, such as a piano that was sold, is erased no longer.
  v_returned := array(
    select m.id
    from unnest(p_ids, p_nodes) n (id, node)
    cross join lateral sync.mentioned_ids(n.node) m (id)
    where n.id = any (v_erased) and n.id <> all (v_theirs) and m.id = any (v_erased) and m.id <> all (v_clients)
  );
  if v_returned <> '{}' then
    delete from sync.erased e using sync.erasure_hashes(p_account, v_returned) h where e.account_id = p_account and e.hash = h.hash;
    v_erased := array(select i.id from unnest(v_erased) i (id) where i.id <> all (v_returned));
  end if;
  perform sync.erase_since(p_module, p_account, array(select i.id from unnest(v_theirs) i (id) where i.id <> all (v_erased)), v_erased);

  select coalesce(array_agg(n.id order by n.place), '{}'), coalesce(array_agg(sync.without_mentions_if(n.node, v_erased) order by n.place), '{}')
  into ids, nodes
  from unnest(p_ids, p_nodes) with ordinality n (id, node, place)
  where n.id <> all (v_theirs);
  unidentified := array(
    select sync.without_mentions_if(n.node, v_erased) from unnest(p_unidentified) n (node) where not sync.is_of_erased(n.node, v_erased, v_clients)
  );
end;
$$;

comment on function sync.drop_erased(text, text, text[], jsonb[], jsonb[]) is
  'See sync.without_erased. Runs as its owner, who alone writes sync.erased: what an erased client has since is remembered too, and what another client has by now is forgotten there.';

create function sync.without_mentions_if(p_node jsonb, p_ids text[])
returns jsonb
language sql
immutable
set search_path = ''
return case
  when exists (select from sync.mentioned_ids(p_node) m (id) where m.id = any (p_ids)) then sync.without_mentions(p_node, p_ids)
  else p_node
end;

comment on function sync.without_mentions_if(jsonb, text[]) is 'sync.without_mentions of a record that has one; any other as it came, which is most of a page.';

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
