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
