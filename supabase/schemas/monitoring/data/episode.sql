-- What a rule on data finds: of one record, from when until when.

create type monitoring.episode as (
  account_id text,
  record_id text,
  client_id text,
  name text,
  message text,
  began_at timestamptz,
  ended_at timestamptz
);

comment on type monitoring.episode is
  'A time in which a rule on data holds for a record: by which name people know it, a message with numbers and names, and when it was over; null while it is not.';

-- Off until a person switches them on: what is worth a message is the company's to say.
insert into monitoring.alert_rules (rule, severity, threshold, unit, enabled, pianos, sentence, remedy, ending) values
  ('humidity_out', 'warning', 2, 'readings in a row', false, null, 'The humidity of a piano is out of its range',
    'Call the client: the room or the humidity system needs care. The piano''s page on the dashboard has its readings.',
    'The piano is within its range again, or was not measured for a year.'),
  ('unserviced', 'warning', 6, 'months without a service', false, '{concert}', 'A piano was not serviced for too long',
    'Plan a service with the client. Which pianos are meant: update monitoring.alert_rules set pianos = ''{concert}'' where rule = ''unserviced''.',
    'The piano was serviced, or is none of those meant any more.'),
  ('moved', 'warning', 24, 'hours before the start', false, null, 'An appointment was moved shortly before its start',
    'See that the technician and the client know.', 'The time of the appointment is over.'),
  ('bounced', 'warning', 30, 'days, after which it is over by itself', false, null, 'An e-mail did not reach its client',
    'Ask the client for another address and correct it in Gazelle.', 'An e-mail arrived, the address was changed, or it was long ago.');

create function monitoring.piano_words(p_make text, p_model text, p_location text, p_client text)
returns text
language sql
immutable
set search_path = ''
return concat_ws(
  ', ',
  coalesce(nullif(sync.fit_text(concat_ws(' ', p_make, p_model), 60), ''), 'a piano') || coalesce(' (' || nullif(sync.fit_text(p_location, 40), '') || ')', ''),
  nullif(sync.fit_text(p_client, 60), '')
);

comment on function monitoring.piano_words(text, text, text, text) is 'What people call a piano: make and model, where it stands, whose it is.';

create function monitoring.client_words(p_client text)
returns text
language sql
stable
set search_path = ''
return (select nullif(sync.fit_text(nullif(c.display_name, c.id), 60), '') from gazelle.clients c where c.id = p_client and c.deleted_at is null and not c.is_placeholder);

comment on function monitoring.client_words(text) is 'The name of a client; null where there is none.';
