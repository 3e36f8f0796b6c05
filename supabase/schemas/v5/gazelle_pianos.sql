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
