-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/76_cancel_notices.sql. Do not edit.

-- Cancellation notices: appointments that clients canceled themselves.

select sync.add_module(
  'cancel_notices', 76, title => '{"en": "Cancellation notices", "fr": "Avis d’annulation"}', fresh_within => '2 hours',
  polls => '11,41 * * * *', sweeps => '55 6 * * *'
);

create table gazelle.cancel_notices (
  id text primary key,
  account_id text not null,
  appointment_id text references gazelle.appointments,
  status text,
  gazelle_created_at timestamptz,
  gazelle_updated_at timestamptz
);

comment on table gazelle.cancel_notices is 'Gazelle''s event cancel notices.';
comment on column gazelle.cancel_notices.status is 'OPEN until the office has seen it, DISMISSED, DELETED or what Gazelle adds.';

select reconcile.add_entity('cancel_notices', fields => '{"appointment_id": "event.id"}');
