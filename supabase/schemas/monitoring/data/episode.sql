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
  'A time in which a rule on data holds for a record: by which name people know it, a message with numbers and names, both as they came, and when it was over; null while it is not.';

-- Off until a person switches them on: what is worth a message is the company's to say.
insert into monitoring.alert_rules (rule, severity, threshold, unit, enabled, pianos, sentence, remedy, ending) values
  ('humidity_out', 'warning', 2, 'readings in a row', false, null, 'The humidity of a piano is out of its range',
    'Call the client: the room or the humidity system needs care. The piano''s page on the dashboard has its readings.',
    'The piano is within its range again, or was not measured for a year.'),
  ('unserviced', 'warning', 6, 'months without a service', false, '{concert}', 'A piano was not serviced for too long',
    'Plan a service with the client. To choose the pianos: gazelle alerts rules unserviced --pianos concert.',
    'The piano was serviced, or is none of those meant any more.'),
  ('moved', 'warning', 24, 'hours before the start', false, null, 'An appointment was moved shortly before its start',
    'See that the technician and the client know.', 'The time of the appointment is over.'),
  ('bounced', 'warning', 30, 'days, after which it is over by itself', false, null, 'An e-mail did not reach its client',
    'Ask the client for another address and correct it in Gazelle.', 'An e-mail arrived, the address was changed, or it was long ago.');

-- Names come cut, and are cleaned where they are told: of a thousand only the first ones are.
create view monitoring.named_pianos with (security_invoker = on) as
select
  p.id, p.account_id, p.client_id,
  concat_ws(
    ', ',
    coalesce(nullif(btrim(left(concat_ws(' ', p.make, p.model), 60)), ''), 'a piano') || coalesce(' (' || nullif(btrim(left(p.location, 40)), '') || ')', ''),
    nullif(left(nullif(c.display_name, c.id), 60), '')
  ) as name,
  a.time_zone, (now() at time zone a.time_zone)::date as today
from gazelle.pianos p
join sync.accounts a on a.account_id = p.account_id
left join gazelle.clients c on c.id = p.client_id and c.deleted_at is null and not c.is_placeholder
where p.deleted_at is null and not p.is_placeholder and p.status is distinct from 'INACTIVE';

comment on view monitoring.named_pianos is 'The pianos that rules on data look at: of today, with what people call them, and which day it is there.';
