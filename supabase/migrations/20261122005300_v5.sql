-- Written by `npm run generate:migrations` from supabase/: schemas/v5/compare.sql, schemas/v5/e164.sql, schemas/v5/gazelle_appointments.sql, schemas/v5/gazelle_clients.sql, schemas/v5/gazelle_contacts.sql, schemas/v5/gazelle_invoice_items.sql, schemas/v5/gazelle_invoices.sql, schemas/v5/gazelle_pianos.sql, schemas/v5/gazelle_timeline_entries.sql, schemas/v5/shown.sql, schemas/v5/switch.sql, schemas/v5/sync_logs.sql, schemas/v5/users.sql. Do not edit.

-- Version 5 against production, record by record and field by field: each difference has a rule that explains it, or is open.

create function v5.columns_of(p_table text)
returns table (name text, type text, entity text)
language sql
stable
set search_path = ''
begin atomic
  select a.attname::text, format_type(a.atttypid, null),
    case when a.attname in ('client_external_id', 'client_id') then 'clients' when a.attname in ('piano_external_id', 'piano_id') then 'pianos' end
  from pg_catalog.pg_attribute a
  where a.attrelid = to_regclass(format('v5.%I', p_table)) and a.attnum > 0 and not a.attisdropped and a.attname <> 'account_id';
end;

comment on function v5.columns_of(text) is 'The columns of a view of version 5, with what a reference is to; none where there is no such view.';

create function v5.rule_of(
  p_table text, p_column text, p_type text, p_entity text, p_raw jsonb, p_theirs jsonb, p_ours jsonb, p_record jsonb, p_serials jsonb, p_taken_into text, p_outcome text,
  p_is_imported boolean
)
returns text
language plpgsql
immutable
set search_path = ''
set timezone = 'UTC'
as $$
declare
  v_theirs constant text := p_theirs #>> '{}';
  v_ours constant text := nullif(p_ours, 'null') #>> '{}';
  v_instant timestamptz;
begin
  if p_theirs is null then
    return case when reconcile.v5_is_blank(p_raw) then 'blank_in_v5' else 'unreadable_in_v5' end;
  elsif p_taken_into is not null then
    return case
      when p_type = 'boolean' and v_theirs = 'false' then 'false_says_nothing'
      when p_outcome = 'stands' then 'comes_over'
      when v_ours is null or p_type = 'text[]' and p_ours = '[]' then case when p_outcome = 'taken' then 'emptied_since' else 'comes_over' end
      when p_taken_into in ('appointments', 'users') then 'kept_here'
      else 'gazelle_wins'
    end;
  elsif p_column in ('created_at', 'updated_at') then
    return 'time_of_sync';
  elsif p_column = 'start_datetime' then
    return 'never_right_in_v5';
  elsif p_column = 'metadata' then
    return 'read_again';
  elsif p_column in ('id', 'external_id', 'gazelle_user_id') then
    -- The views show version 5's number once it is known here.
    return case when v_ours is null then 'number_comes_over' else 'number_of_v5' end;
  elsif p_entity is not null and reconcile.v5_reference(p_raw, p_entity, p_serials) = v_ours then
    return 'number_for_id';
  elsif p_is_imported and p_column in ('created_by', 'user_id') then
    return 'author_matched';
  elsif p_is_imported and p_column = 'occurred_at' then
    return 'only_its_day';
  elsif p_column in ('entry_type', 'event_type') then
    return 'type_rewritten';
  elsif v_ours is null then
    return case when p_is_imported then 'number_of_nobody' else 'blank_at_gazelle' end;
  elsif p_type = 'text' and (starts_with(v_ours, rtrim(v_theirs)) or p_table = 'gazelle_appointments' and p_column = 'description') then
    return 'cut_in_v5';
  elsif p_type = 'text' and (reconcile.plain(v_ours) = reconcile.plain(v_theirs) or p_column = 'phone' and reconcile.plain_phone(v_ours) = reconcile.plain_phone(v_theirs) or upper(v_theirs) in ('CANCELLED', 'CANCELED') and upper(v_ours) in ('CANCELLED', 'CANCELED')) then
    return 'other_spelling';
  elsif p_type = 'numeric' and p_theirs <> '0' and v_theirs::numeric = v_ours::numeric * 100 then
    return 'cents_in_v5';
  end if;
  v_instant := reconcile.v5_instant(coalesce(p_record -> 'start_datetime', p_record -> 'occurred_at'));
  if p_type = 'date' and p_theirs = to_jsonb((v_instant at time zone 'UTC')::date)
    or p_type = 'time without time zone' and p_theirs = to_jsonb((v_instant at time zone 'UTC')::time(0)) then
    return 'utc_in_v5';
  end if;
  -- Of an entry that Gazelle never had, nothing changes there.
  return case when p_is_imported then 'changed_since' else 'newer_at_gazelle' end;
end;
$$;

comment on function v5.rule_of(text, text, text, text, jsonb, jsonb, jsonb, jsonb, jsonb, text, text, boolean) is
  'What explains that a field differs. p_raw and p_theirs: version 5''s value, as it is and as it reads; p_ours: that of the view of schema v5, p_record its whole row; p_taken_into: entity whose protected value the column is; p_outcome: what became of a protected value; stands: it came over and stands here as it was; p_is_imported: of an entry that Gazelle never had.';

create function v5.compare_records(p_account text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language plpgsql
stable
set search_path = ''
set timezone = 'UTC'
as $function$
declare
  v_is_timeline constant boolean := p_table = 'gazelle_timeline_entries';
  v_found jsonb;
begin
  execute format(
    $sql$
    with given as (
      select case when $4 then reconcile.v5_entry_id($1, c.id) else c.id end as id, $4 and reconcile.v5_is_imported(c.id) as is_imported, c.item
      from reconcile.v5_copies($2) c
      where c.place = 1
    ),
    pairs as (
      select g.id, g.is_imported, g.item, to_jsonb(v) as ours
      from given g
      left join v5.%1$I v on v.external_id = g.id and v.account_id = $1
    ),
    differing as (
      select p.id, c.name as "column",
        v5.rule_of(
          %1$L, c.name, c.type, c.entity, p.item -> c.name, t.theirs, p.ours -> c.name, p.ours, $3, f.entity,
          -- What came over stands here, and version 5 has another value since.
          case when b.outcome = 'taken' and b.value = p.ours -> c.name then 'stands' else b.outcome end,
          p.is_imported
        ) as rule,
        left(p.item ->> c.name, 120) as v5, left(p.ours ->> c.name, 120) as here
      from pairs p
      cross join v5.columns_of(%1$L) c
      cross join lateral (select reconcile.v5_value(p.item -> c.name, c.type) as theirs) t
      left join reconcile.v5_fields() f on f.source_table = %1$L and f.source_column = c.name
      left join reconcile.v5_values b on b.account_id = $1 and b.source_table = %1$L and b.source_id = p.id and b.source_column = c.name
      where p.ours is not null and p.item ? c.name
        -- Most fields are the same to the letter: those need not be read.
        and p.item -> c.name is distinct from p.ours -> c.name and t.theirs is distinct from nullif(p.ours -> c.name, 'null')
    ),
    records as (
      select
        case
          when p.ours is not null then case when p.is_imported then 'legacy' when exists (select from differing d where d.id = p.id) then 'differs' else 'same' end
          when w.entry_id is not null then 'twin'
          when p.is_imported then 'imported'
          else 'gone_at_gazelle'
        end as rule
      from pairs p
      left join reconcile.v5_twins w on w.account_id = $1 and w.source_id = p.id
    )
    select jsonb_build_object(
      'records', (select jsonb_object_agg(r.rule, r.number) from (select r.rule, count(*) as number from records r group by 1) r),
      'fields', (select jsonb_agg(to_jsonb(d)) from differing d)
    )
    $sql$, p_table
  ) into v_found using p_account, p_rows, p_serials, v_is_timeline;
  return v_found;
end;
$function$;

comment on function v5.compare_records(text, text, jsonb, jsonb) is
  'Compares rows of a table of Gazelle''s records with the view of the same name: records, {rule: number}; fields, those that differ, [{"id", "column", "rule", "v5", "here"}].';

create function v5.compare_rows(p_account text, p_table text, p_rows jsonb, p_serials jsonb)
returns jsonb
language sql
stable
set search_path = ''
begin atomic
  with pairs as (
    select g.id, g.data, r.data as ours
    from reconcile.v5_own_rows(p_account, p_table, p_rows, p_serials) g
    left join reconcile.v5_rows r on (r.account_id, r.source_table, r.source_id) = (p_account, p_table, g.id)
  ),
  differing as (
    select p.id, f.name as "column", 'comes_over' as rule, left(p.data ->> f.name, 120) as v5, left(p.ours ->> f.name, 120) as here
    from pairs p
    cross join lateral (select jsonb_object_keys(p.data) union select jsonb_object_keys(p.ours)) f (name)
    where p.data -> f.name is distinct from p.ours -> f.name and p.ours is not null
  ),
  records as (
    select case when p.ours is null then 'comes_over' when p.ours = p.data then 'same' else 'differs' end as rule from pairs p
  )
  select jsonb_build_object(
    'records', (select jsonb_object_agg(r.rule, r.number) from (select r.rule, count(*) as number from records r group by 1) r),
    'fields', (select jsonb_agg(to_jsonb(d)) from differing d)
  );
end;

comment on function v5.compare_rows(text, text, jsonb, jsonb) is
  'Compares rows of a table of version 5''s own with what is kept of them, as v5.compare_records does. What differs has changed in version 5 since, and comes over with another move.';

create function v5.compare(p_account text, p_table text, p_rows jsonb, p_serials jsonb default '{}', p_so_far jsonb default '{}', p_samples int default 3)
returns jsonb
language plpgsql
stable
set search_path = ''
set statement_timeout = '120s'
as $$
declare
  v_rows constant jsonb := sync.v5_rows_without_erased(p_account, p_rows, p_serials);
  v_erased constant int := jsonb_array_length(p_rows) - jsonb_array_length(v_rows);
  v_found jsonb;
begin
  perform sync.check_account(p_account);
  v_found := case
    when exists (select from v5.columns_of(p_table) c where c.name = 'external_id') then v5.compare_records(p_account, p_table, v_rows, p_serials)
    else v5.compare_rows(p_account, p_table, v_rows, p_serials)
  end;
  return (
    with fields as (
      select f.* from jsonb_to_recordset(nullif(v_found -> 'fields', 'null')) f (id text, "column" text, rule text, v5 text, here text)
    )
    select jsonb_build_object(
      'counts', sync.v5_sum(p_so_far, jsonb_build_object(
        'records', coalesce(nullif(v_found -> 'records', 'null'), '{}') || case when v_erased > 0 then jsonb_build_object('erased', v_erased) else '{}' end,
        'fields', (
          select coalesce(jsonb_object_agg(r."column", r.rules), '{}')
          from (
            select n."column", jsonb_object_agg(n.rule, n.number) as rules
            from (select f."column", f.rule, count(*) as number from fields f group by 1, 2) n group by 1
          ) r
        )
      )),
      'samples', (
        select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'column', s."column", 'rule', s.rule, 'v5', s.v5, 'here', s.here)), '[]')
        from (select f.*, row_number() over (partition by f."column", f.rule order by f.id) as number from fields f) s
        where s.number <= p_samples
      )
    )
  );
end;
$$;

comment on function v5.compare(text, text, jsonb, jsonb, jsonb, int) is
  'Compares rows of a table of version 5 with what is here of them, and changes nothing. counts: p_so_far and those of these rows, which are records, how many are the same, differ, are gone at Gazelle, are twins, legacy, of an erased client, or not moved yet, and fields, how many differ, {column: {rule: number}}; samples: p_samples of each column and rule.';

-- Version 5's programs send text messages to the numbers that they read, so these have the form that such a service takes.

create function v5.e164(p_phone text)
returns text
language sql
immutable parallel safe
set search_path = ''
return case
  when p_phone ~ '^(\+?1[ .-]?)?\(?[2-9]\d{2}\)?[ .-]?\d{3}[ .-]?\d{4}$' then '+1' || right(regexp_replace(p_phone, '\D', '', 'g'), 10)
  else p_phone
end;

comment on function v5.e164(text) is 'A telephone number of North America, however it is written, as +15145550123; any other text as it is.';

grant execute on function v5.e164(text) to authenticated;

-- Appointments as version 5 had them. Reads one table, so that the marks of who was notified can be written through it.

create view v5.gazelle_appointments with (security_invoker = on) as
select
  a.id as external_id,
  a.client_id as client_external_id,
  a.first_piano_id as piano_external_id,
  a.title,
  a.notes as description,
  a.local_date as appointment_date,
  a.local_time as appointment_time,
  a.start_at as start_datetime,
  a.duration as duration_minutes,
  a.status,
  a.user_id as technicien,
  a.address_line as location,
  a.notes,
  a.type as event_type,
  a.is_all_day,
  a.last_notified_tech_id,
  a.last_notified_schedule,
  a.last_notified_time,
  a.last_notified_at,
  a.account_id
from gazelle.appointments a
where a.deleted_at is null and not a.is_placeholder;

comment on view v5.gazelle_appointments is
  'Version 5''s appointments, of all statuses. The four columns last_notified_… can be written with the secret key, no other one.';
comment on column v5.gazelle_appointments.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_appointments.piano_external_id is 'The first piano alone; gazelle.appointment_pianos has them all.';
comment on column v5.gazelle_appointments.description is 'The notes, whole: version 5 had the first 60 characters of them here.';
comment on column v5.gazelle_appointments.appointment_date is 'Day in the account''s zone. Version 5 had that of UTC in old rows.';
comment on column v5.gazelle_appointments.appointment_time is 'Time of day in the account''s zone. Version 5 had that of UTC in old rows.';
comment on column v5.gazelle_appointments.start_datetime is 'The instant. Version 5 had none, or a local time taken for UTC.';
comment on column v5.gazelle_appointments.status is
  'As Gazelle writes it: CANCELED with one L, always. Version 5 had CANCELLED too, so its programs know both, and one spelling is right for each of them.';
comment on column v5.gazelle_appointments.technicien is 'The user''s id.';

grant select on v5.gazelle_appointments to authenticated;
grant update (last_notified_tech_id, last_notified_schedule, last_notified_time, last_notified_at) on v5.gazelle_appointments to service_role;

-- Clients as version 5 had them, with name, address and numbers of the default contact, or of the first one where none is the default.

create view v5.gazelle_clients with (security_invoker = on) as
select
  s.serial as id,
  c.id as external_id,
  c.company_name,
  d.first_name,
  d.last_name,
  c.status,
  c.tags,
  (
    select e.email from gazelle.contact_emails e
    where e.contact_id = d.id and e.deleted_at is null order by e.is_default desc nulls last, e.id limit 1
  ) as email,
  (
    select v5.e164(p.phone_number) from gazelle.contact_phones p
    where p.contact_id = d.id and p.deleted_at is null order by p.is_default desc nulls last, p.id limit 1
  ) as phone,
  (
    select l.municipality from gazelle.contact_locations l
    where l.contact_id = d.id and l.deleted_at is null order by (l.id = d.default_location_ref) desc nulls last, l.id limit 1
  ) as city,
  (
    select l.postal_code from gazelle.contact_locations l
    where l.contact_id = d.id and l.deleted_at is null order by (l.id = d.default_location_ref) desc nulls last, l.id limit 1
  ) as postal_code,
  c.personal_notes,
  c.preference_notes,
  c.locale,
  c.preferred_technician_id,
  c.client_type,
  c.gazelle_created_at as created_at,
  c.updated_at,
  c.account_id
from gazelle.clients c
left join reconcile.v5_serials s on s.account_id = c.account_id and s.entity = 'clients' and s.id = c.id
-- By its id: whoever asks for no column of it, or only counts, is spared the contact.
left join gazelle.contacts d on d.id = (
  select k.id from gazelle.contacts k
  where k.client_id = c.id and k.deleted_at is null and not k.is_placeholder
  order by k.is_default desc nulls last, k.sort_order, k.id
  limit 1
)
where c.deleted_at is null and not c.is_placeholder;

comment on view v5.gazelle_clients is 'Version 5''s clients: those that Gazelle has now, all of them.';
comment on column v5.gazelle_clients.id is 'The number that version 5 gave the client; of a client that it did not have, one above them (reconcile.v5_serials).';
comment on column v5.gazelle_clients.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_clients.email is 'The default e-mail address of the default contact, or the first one; phone, city and postal_code are found alike.';
comment on column v5.gazelle_clients.phone is 'As +15145550123, without the extension.';
comment on column v5.gazelle_clients.created_at is 'Gazelle''s own.';
comment on column v5.gazelle_clients.updated_at is 'When the row last changed here. Version 5 had the time of its last sync, changed or not.';

grant select on v5.gazelle_clients to authenticated;

-- Contacts as version 5 had them, all of each client.

create view v5.gazelle_contacts with (security_invoker = on) as
select
  k.id as external_id,
  k.client_id as client_external_id,
  k.first_name,
  k.last_name,
  (
    select e.email from gazelle.contact_emails e
    where e.contact_id = k.id and e.deleted_at is null order by e.is_default desc nulls last, e.id limit 1
  ) as email,
  (
    select v5.e164(p.phone_number) from gazelle.contact_phones p
    where p.contact_id = k.id and p.deleted_at is null order by p.is_default desc nulls last, p.id limit 1
  ) as phone,
  k.is_default,
  k.account_id
from gazelle.contacts k
where k.deleted_at is null and not k.is_placeholder;

comment on view v5.gazelle_contacts is 'Version 5''s contacts. E-mail address and telephone number are the default one, or the first.';
comment on column v5.gazelle_contacts.phone is 'As +15145550123, without the extension.';
comment on column v5.gazelle_contacts.external_id is 'Gazelle''s id.';

grant select on v5.gazelle_contacts to authenticated;

-- Lines of invoices as version 5 had them, but all in dollars.

create view v5.gazelle_invoice_items with (security_invoker = on) as
select
  i.id as external_id,
  i.invoice_id as invoice_external_id,
  i.piano_id as piano_external_id,
  i.description,
  round(coalesce(i.quantity, 100) / 100.0, 2) as quantity,
  round(i.amount / 100.0, 2) as unit_price,
  round(i.total / 100.0, 2) as total,
  i.account_id
from gazelle.invoice_items i
where i.deleted_at is null and not i.is_placeholder;

comment on view v5.gazelle_invoice_items is 'Version 5''s lines of invoices. All amounts are in dollars: version 5 had some in cents.';
comment on column v5.gazelle_invoice_items.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_invoice_items.quantity is 'Pieces; one where Gazelle says nothing, as in version 5.';

grant select on v5.gazelle_invoice_items to authenticated;

-- Invoices as version 5 had them, but all in dollars.

create view v5.gazelle_invoices with (security_invoker = on) as
select
  i.id as external_id,
  i.client_id as client_external_id,
  i.number,
  i.status,
  i.local_date as invoice_date,
  i.due_on as due_date,
  round(i.subtotal / 100.0, 2) as subtotal,
  round(i.tax_total / 100.0, 2) as tax_total,
  round(i.total / 100.0, 2) as total,
  round(i.due_total / 100.0, 2) as balance_due,
  i.notes,
  i.account_id
from gazelle.invoices i
where i.deleted_at is null and not i.is_placeholder;

comment on view v5.gazelle_invoices is 'Version 5''s invoices. All amounts are in dollars: version 5 had some in cents.';
comment on column v5.gazelle_invoices.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_invoices.invoice_date is 'Day in the account''s zone on which it was made.';
comment on column v5.gazelle_invoices.balance_due is 'What remains to be paid.';

grant select on v5.gazelle_invoices to authenticated;

-- Pianos as version 5 had them.

create view v5.gazelle_pianos with (security_invoker = on) as
select
  s.serial as id,
  p.id as external_id,
  p.client_id as client_external_id,
  p.make,
  p.model,
  p.serial_number,
  p.type,
  p.year,
  p.location,
  p.notes,
  p.dampp_chaser_installed,
  p.dampp_chaser_humidistat_model,
  p.dampp_chaser_mfg_date,
  p.account_id
from gazelle.pianos p
left join reconcile.v5_serials s on s.account_id = p.account_id and s.entity = 'pianos' and s.id = p.id
where p.deleted_at is null and not p.is_placeholder;

comment on view v5.gazelle_pianos is 'Version 5''s pianos: those that Gazelle has now.';
comment on column v5.gazelle_pianos.id is 'The number that version 5 gave the piano; of a piano that it did not have, one above them (reconcile.v5_serials).';
comment on column v5.gazelle_pianos.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_pianos.dampp_chaser_installed is 'Null: not known, which is not false.';

grant select on v5.gazelle_pianos to authenticated;

-- The timeline as version 5 had it, but whole, with Gazelle's types, and once each entry.

create view v5.gazelle_timeline_entries with (security_invoker = on) as
select
  e.id as external_id,
  -- A case that is always true, not the column once more: the Data API embeds by columns, and two of one reference would be ambiguous.
  case when true then e.client_id end as client_id,
  e.client_id as client_external_id,
  e.piano_id,
  e.user_id,
  e.invoice_id,
  e.estimate_id,
  e.type as entry_type,
  e.summary as title,
  e.comment as description,
  e.local_date as entry_date,
  e.occurred_at,
  e.related_type as entity_type,
  e.related_id as entity_id,
  e.type as event_type,
  coalesce(u.full_name, e.legacy_author) as created_by,
  (
    select nullif(jsonb_strip_nulls(jsonb_build_object(
      'temperature', (array_agg(m.temperature order by m.confidence desc, m."position" desc, m.id) filter (where m.temperature is not null))[1],
      'humidity', (array_agg(m.humidity order by m.confidence desc, m."position" desc, m.id) filter (where m.humidity is not null))[1]
    )), '{}')
    from gazelle.extracted_measurements m
    where m.timeline_entry_id = e.id and m.deleted_at is null
  ) as metadata,
  e.account_id
from gazelle.timeline_entries e
left join gazelle.users u on u.id = e.user_id
where e.deleted_at is null and not e.is_placeholder;

comment on view v5.gazelle_timeline_entries is 'Version 5''s timeline. What an import had doubled is here once.';
comment on column v5.gazelle_timeline_entries.external_id is 'Gazelle''s id.';
comment on column v5.gazelle_timeline_entries.client_id is 'Gazelle''s id, as client_external_id. Version 5 had its own number in some rows.';
comment on column v5.gazelle_timeline_entries.piano_id is 'Gazelle''s id. Version 5 had its own number in some rows.';
comment on column v5.gazelle_timeline_entries.entry_type is 'Gazelle''s type. Version 5 had rewritten some to NOTE.';
comment on column v5.gazelle_timeline_entries.title is 'The summary, whole: version 5 had 500 characters of it.';
comment on column v5.gazelle_timeline_entries.description is 'The comment, whole: version 5 had 2000 characters of it.';
comment on column v5.gazelle_timeline_entries.entry_date is 'Day in the account''s zone.';
comment on column v5.gazelle_timeline_entries.event_type is 'As entry_type, in every row.';
comment on column v5.gazelle_timeline_entries.created_by is 'First and last name of the user.';
comment on column v5.gazelle_timeline_entries.metadata is
  'The reading in its text, {"temperature": °C, "humidity": %}: the surest one of each. Null where there is none.';

grant select on v5.gazelle_timeline_entries to authenticated;

-- Where the views stand by which version 5's programs know them: each says so itself, in its comment.

create view v5.shown with (security_invoker = on) as
select n.nspname::text as schema, c.relname::text as name, m.account_id
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select substring(pg_catalog.obj_description(c.oid, 'pg_class') from '^Version 5''s table for account (\w+)\. v5\.show made it, v5\.hide drops it\.$') as account_id
) m
where c.relkind = 'v' and m.account_id is not null
  and c.relowner = (select o.nspowner from pg_catalog.pg_namespace o where o.nspname = 'v5');

comment on view v5.shown is 'The views that v5.show has made, and for which account.';

-- Views with version 5's names, in the schema in which its programs look for them.

create function v5.check_schema(p_schema text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if to_regnamespace(quote_ident(p_schema)) is null then
    raise exception 'there is no schema %', p_schema
      using errcode = 'GZ405', hint = 'create schema …, and expose it in the Data API''s settings; or choose public.';
  end if;
  if p_schema ~ '^pg_' or p_schema = any (array[
    'staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks',
    'information_schema', 'auth', 'storage', 'realtime', 'vault', 'extensions', 'graphql', 'graphql_public', 'pgbouncer', 'pgsodium', 'cron', 'net',
    'supabase_functions', 'supabase_migrations'
  ]) or not has_schema_privilege(p_schema, 'create') then
    raise exception 'version 5''s views cannot stand in the schema %', p_schema
      using errcode = 'GZ428', hint = 'It belongs to Postgres, to Supabase or to this product. Choose public, or a schema of your own.';
  end if;
end;
$$;

comment on function v5.check_schema(text) is 'Refuses a schema that is not there (GZ405), and one in which nobody else puts anything (GZ428).';

create function v5.check_names(p_schema text, p_account text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  v_taken text;
  v_first text;
  v_account text;
begin
  select s.account_id into v_account from v5.shown s where s.schema = p_schema and s.account_id <> p_account limit 1;
  if v_account is not null then
    raise exception 'the schema % shows the account % already', p_schema, v_account
      using errcode = 'GZ428', hint = format('Hide it there first: select v5.hide(%L); or choose another schema.', p_schema);
  end if;
  select string_agg(format('%I.%I', p_schema, t.name), ', ' order by t.name), min(format('%I.%I', p_schema, t.name))
  into v_taken, v_first
  from (
    select c.relname::text as name from pg_catalog.pg_class c where c.relnamespace = to_regnamespace(quote_ident(p_schema))
    union
    select y.typname::text from pg_catalog.pg_type y where y.typnamespace = to_regnamespace(quote_ident(p_schema))
  ) t
  where t.name in (select d.name from v5.definitions() d) and not exists (select from v5.shown s where s.schema = p_schema and s.name = t.name);
  if v_taken is not null then
    raise exception 'these names are taken: %', v_taken
      using errcode = 'GZ428',
        hint = format('What has them stays as it is. Move version 5''s own tables away first, such as: create schema version5; alter table %s set schema version5; or choose another schema.', v_first);
  end if;
end;
$$;

comment on function v5.check_names(text, text) is 'Refuses a schema that shows another account, or in which something else has one of the names (GZ428).';

create function v5.definitions()
returns table (name text, columns text, writable text)
language sql
stable
set search_path = ''
begin atomic
  select
    c.relname::text,
    string_agg(format('%I', a.attname), ', ' order by a.attnum),
    string_agg(format('%I', a.attname), ', ' order by a.attnum) filter (where has_column_privilege('service_role', c.oid, a.attnum, 'update'))
  from pg_catalog.pg_class c
  join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attname <> 'account_id'
  where c.relnamespace = to_regnamespace('v5') and c.relkind = 'v'
    and exists (select from pg_catalog.pg_attribute k where k.attrelid = c.oid and k.attname = 'external_id')
  group by c.relname;
end;

comment on function v5.definitions() is 'Version 5''s tables: of each the columns, and which of them its programs write, as lists of quoted names.';

create function v5.show(p_schema text default 'public', p_account text default 'main')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_view record;
  v_made text[] := '{}'::text[];
  v_numbered int;
begin
  perform sync.check_account(p_account);
  perform v5.check_schema(p_schema);
  perform pg_advisory_xact_lock(hashtext('v5'), hashtext(p_schema));
  perform v5.check_names(p_schema, p_account);
  if not exists (select from gazelle.clients c where c.account_id = p_account) then
    raise exception 'the account % has no clients yet', p_account
      using errcode = 'GZ428', hint = 'Sync it first: version 5''s programs would find their tables empty.';
  end if;
  v_numbered := reconcile.number_records(p_account);
  for v_view in
    select d.* from v5.definitions() d
    where not exists (select from v5.shown s where s.schema = p_schema and s.name = d.name)
    order by d.name
  loop
    execute format(
      'create view %1$I.%2$I with (security_invoker = on) as select %3$s from v5.%2$I where account_id = %4$L', p_schema, v_view.name, v_view.columns, p_account
    );
    execute format('comment on view %I.%I is %L', p_schema, v_view.name, format('Version 5''s table for account %s. v5.show made it, v5.hide drops it.', p_account));
    -- Supabase opens whatever is made in public to everybody.
    execute format('revoke all on %I.%I from public, anon, authenticated, service_role', p_schema, v_view.name);
    execute format('grant select on %I.%I to authenticated, service_role', p_schema, v_view.name);
    if v_view.writable is not null then
      execute format('grant update (%s) on %I.%I to service_role', v_view.writable, p_schema, v_view.name);
    end if;
    v_made := v_made || v_view.name;
  end loop;
  if v_made <> '{}'::text[] then
    perform pg_notify('pgrst', 'reload schema');
  end if;
  return jsonb_build_object(
    'schema', p_schema, 'account', p_account, 'made', v_made, 'numbered', v_numbered,
    'shown', (select jsonb_agg(s.name order by s.name) from v5.shown s where s.schema = p_schema),
    'elsewhere', (select coalesce(jsonb_object_agg(s.schema, s.account_id), '{}'::jsonb) from v5.shown s where s.schema <> p_schema)
  );
end;
$$;

comment on function v5.show(text, text) is
  'Puts views with version 5''s names and columns, on one account, into a schema; gives its clients and pianos numbers. What is there already stays: a second call changes nothing. Answers {"schema", "account", "made": names, "numbered": records, "shown": names, "elsewhere": {schema: account}}. GZ403 and GZ405: no such account, no such schema; GZ428: a name is taken, and nothing was changed.';

create function v5.hide(p_schema text default 'public')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_names text[];
  v_views text;
  v_detail text;
begin
  perform v5.check_schema(p_schema);
  perform pg_advisory_xact_lock(hashtext('v5'), hashtext(p_schema));
  select coalesce(array_agg(s.name order by s.name), '{}'::text[]), string_agg(format('%I.%I', s.schema, s.name), ', ')
  into v_names, v_views
  from v5.shown s
  where s.schema = p_schema;
  if v_views is not null then
    execute format('drop view %s', v_views);
    perform pg_notify('pgrst', 'reload schema');
  end if;
  return jsonb_build_object('schema', p_schema, 'dropped', v_names);
exception
  when dependent_objects_still_exist then
    get stacked diagnostics v_detail = pg_exception_detail;
    raise exception 'something else reads version 5''s views in the schema %: %', p_schema, v_detail
      using errcode = 'GZ428', hint = 'Drop that first, or have it read gazelle. Nothing was changed.';
end;
$$;

comment on function v5.hide(text) is
  'Drops the views that v5.show made in a schema, and nothing else: {"schema", "dropped": names}. The numbers of clients and pianos stay. GZ405: no such schema; GZ428: something else reads them, and nothing was changed.';

-- The runs of version 5, before those of sync.runs began.

create view v5.sync_logs with (security_invoker = on) as
select
  r.source_id as id,
  r.data ->> 'script_name' as script_name,
  r.data ->> 'task_type' as task_type,
  r.data ->> 'status' as status,
  r.data ->> 'message' as message,
  reconcile.v5_json(r.data -> 'stats') as stats,
  reconcile.v5_json(r.data -> 'error_details') as error_details,
  reconcile.v5_instant(r.data -> 'started_at') as started_at,
  reconcile.v5_instant(r.data -> 'completed_at') as completed_at,
  reconcile.v5_number(r.data -> 'execution_time_seconds') as execution_time_seconds,
  r.account_id
from reconcile.v5_rows r
where r.source_table = 'sync_logs';

comment on view v5.sync_logs is 'How version 5 had been synced, as it came over. Its runs here are in monitoring.runs.';

-- Users as version 5 had them.

create view v5.users with (security_invoker = on) as
select
  -- Cases that are always true, not the column once more: the Data API embeds by columns, and two of one reference would be ambiguous.
  case when true then u.id end as id,
  u.id as external_id,
  case when true then u.id end as gazelle_user_id,
  u.first_name,
  u.last_name,
  u.full_name,
  u.email,
  null::text as phone,
  u.role,
  u.account_id
from gazelle.users u
where u.deleted_at is null and not u.is_placeholder;

comment on view v5.users is 'Version 5''s users: technicians, office staff, and calendars that are not people.';
comment on column v5.users.id is 'Gazelle''s id, as external_id and gazelle_user_id: version 5''s programs know a user by one or another of the three.';
comment on column v5.users.phone is 'Always null: Gazelle gives none.';
comment on column v5.users.role is 'The role that people gave in version 5, or by hand since.';

grant select on v5.users to authenticated;
