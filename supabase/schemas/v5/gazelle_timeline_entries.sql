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
