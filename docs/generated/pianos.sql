-- Generated from the table gazelle.pianos by reconcile.add_entity('pianos'): npm run generate:golden.

create or replace view reconcile.pianos with (security_invoker = on) as
select
  s.account_id,
  s.external_id as source_id,
  s.external_id as id,
  case when r.is_readable then null else reconcile.check_values(s.raw_data, '{"make": "text", "size": "text", "tags": "list", "type": "text", "year": "integer", "model": "text", "notes": "text", "rental": "boolean", "status": "text", "useType": "text", "hasIvory": "boolean", "location": "text", "caseColor": "text", "client.id": "id", "createdAt": "instant", "totalLoss": "boolean", "updatedAt": "instant", "caseFinish": "text", "playerMake": "text", "consignment": "boolean", "playerModel": "text", "referenceId": "text", "serialNumber": "text", "lifecycleState": "text", "playerInstalled": "boolean", "eventLastService": "date", "manualLastService": "date", "damppChaserMfgDate": "date", "playerSerialNumber": "text", "nextServiceOverride": "date", "damppChaserInstalled": "boolean", "primaryPianoPhoto.id": "text", "rentalContractEndsOn": "date", "calculatedLastService": "date", "calculatedNextService": "date", "serviceIntervalMonths": "integer", "needsRepairOrRebuilding": "boolean", "potentialPerformanceLevel": "integer", "damppChaserHumidistatModel": "text", "lifecycleContactPausedUntil": "instant"}') end as issues,
  case when r.is_readable then s.raw_data #>> '{client,id}' else reconcile.to_id(jsonb_build_object('id', s.raw_data #> '{client,id}')) end as client_id,
  case when r.is_readable then nullif(s.raw_data ->> 'make', '') else reconcile.to_text(s.raw_data -> 'make') end as make,
  case when r.is_readable then nullif(s.raw_data ->> 'model', '') else reconcile.to_text(s.raw_data -> 'model') end as model,
  case when r.is_readable then nullif(s.raw_data ->> 'serialNumber', '') else reconcile.to_text(s.raw_data -> 'serialNumber') end as serial_number,
  case when r.is_readable then nullif(s.raw_data ->> 'type', '') else reconcile.to_text(s.raw_data -> 'type') end as type,
  case when r.is_readable then (s.raw_data ->> 'year')::int else reconcile.to_integer(s.raw_data -> 'year') end as year,
  case when r.is_readable then nullif(s.raw_data ->> 'size', '') else reconcile.to_text(s.raw_data -> 'size') end as size,
  case when r.is_readable then nullif(s.raw_data ->> 'location', '') else reconcile.to_text(s.raw_data -> 'location') end as location,
  case when r.is_readable then nullif(s.raw_data ->> 'status', '') else reconcile.to_text(s.raw_data -> 'status') end as status,
  case when r.is_readable then nullif(s.raw_data ->> 'lifecycleState', '') else reconcile.to_text(s.raw_data -> 'lifecycleState') end as lifecycle_state,
  case when r.is_readable then nullif(s.raw_data ->> 'notes', '') else reconcile.to_text(s.raw_data -> 'notes') end as notes,
  case when r.is_readable then case jsonb_typeof(s.raw_data -> 'tags') when 'array' then array(select jsonb_array_elements_text(s.raw_data -> 'tags')) end else reconcile.to_texts(s.raw_data -> 'tags') end as tags,
  case when r.is_readable then nullif(s.raw_data ->> 'useType', '') else reconcile.to_text(s.raw_data -> 'useType') end as use_type,
  case when r.is_readable then nullif(s.raw_data ->> 'caseColor', '') else reconcile.to_text(s.raw_data -> 'caseColor') end as case_color,
  case when r.is_readable then nullif(s.raw_data ->> 'caseFinish', '') else reconcile.to_text(s.raw_data -> 'caseFinish') end as case_finish,
  case when r.is_readable then (s.raw_data ->> 'hasIvory')::boolean else reconcile.to_boolean(s.raw_data -> 'hasIvory') end as has_ivory,
  case when r.is_readable then (s.raw_data ->> 'consignment')::boolean else reconcile.to_boolean(s.raw_data -> 'consignment') end as consignment,
  case when r.is_readable then (s.raw_data ->> 'rental')::boolean else reconcile.to_boolean(s.raw_data -> 'rental') end as rental,
  case when r.is_readable then nullif(s.raw_data ->> 'rentalContractEndsOn', '')::date else reconcile.to_date(s.raw_data ->> 'rentalContractEndsOn') end as rental_contract_ends_on,
  case when r.is_readable then (s.raw_data ->> 'needsRepairOrRebuilding')::boolean else reconcile.to_boolean(s.raw_data -> 'needsRepairOrRebuilding') end as needs_repair_or_rebuilding,
  case when r.is_readable then (s.raw_data ->> 'totalLoss')::boolean else reconcile.to_boolean(s.raw_data -> 'totalLoss') end as total_loss,
  case when r.is_readable then (s.raw_data ->> 'potentialPerformanceLevel')::int else reconcile.to_integer(s.raw_data -> 'potentialPerformanceLevel') end as potential_performance_level,
  case when r.is_readable then (s.raw_data ->> 'playerInstalled')::boolean else reconcile.to_boolean(s.raw_data -> 'playerInstalled') end as player_installed,
  case when r.is_readable then nullif(s.raw_data ->> 'playerMake', '') else reconcile.to_text(s.raw_data -> 'playerMake') end as player_make,
  case when r.is_readable then nullif(s.raw_data ->> 'playerModel', '') else reconcile.to_text(s.raw_data -> 'playerModel') end as player_model,
  case when r.is_readable then nullif(s.raw_data ->> 'playerSerialNumber', '') else reconcile.to_text(s.raw_data -> 'playerSerialNumber') end as player_serial_number,
  case when r.is_readable then (s.raw_data ->> 'damppChaserInstalled')::boolean else reconcile.to_boolean(s.raw_data -> 'damppChaserInstalled') end as dampp_chaser_installed,
  case when r.is_readable then nullif(s.raw_data ->> 'damppChaserHumidistatModel', '') else reconcile.to_text(s.raw_data -> 'damppChaserHumidistatModel') end as dampp_chaser_humidistat_model,
  case when r.is_readable then nullif(s.raw_data ->> 'damppChaserMfgDate', '')::date else reconcile.to_date(s.raw_data ->> 'damppChaserMfgDate') end as dampp_chaser_mfg_date,
  case when r.is_readable then nullif(s.raw_data ->> 'referenceId', '') else reconcile.to_text(s.raw_data -> 'referenceId') end as reference_id,
  case when r.is_readable then (s.raw_data ->> 'serviceIntervalMonths')::int else reconcile.to_integer(s.raw_data -> 'serviceIntervalMonths') end as service_interval_months,
  case when r.is_readable then nullif(s.raw_data ->> 'calculatedLastService', '')::date else reconcile.to_date(s.raw_data ->> 'calculatedLastService') end as calculated_last_service,
  case when r.is_readable then nullif(s.raw_data ->> 'calculatedNextService', '')::date else reconcile.to_date(s.raw_data ->> 'calculatedNextService') end as calculated_next_service,
  case when r.is_readable then nullif(s.raw_data ->> 'eventLastService', '')::date else reconcile.to_date(s.raw_data ->> 'eventLastService') end as event_last_service,
  case when r.is_readable then nullif(s.raw_data ->> 'manualLastService', '')::date else reconcile.to_date(s.raw_data ->> 'manualLastService') end as manual_last_service,
  case when r.is_readable then nullif(s.raw_data ->> 'nextServiceOverride', '')::date else reconcile.to_date(s.raw_data ->> 'nextServiceOverride') end as next_service_override,
  case when r.is_readable then nullif(s.raw_data ->> 'lifecycleContactPausedUntil', '')::timestamptz else reconcile.to_instant(s.raw_data ->> 'lifecycleContactPausedUntil') end as lifecycle_contact_paused_until,
  case when r.is_readable then nullif(s.raw_data #>> '{primaryPianoPhoto,id}', '') else reconcile.to_text(s.raw_data #> '{primaryPianoPhoto,id}') end as primary_photo_id,
  case when r.is_readable then nullif(s.raw_data ->> 'createdAt', '')::timestamptz else reconcile.to_instant(s.raw_data ->> 'createdAt') end as gazelle_created_at,
  case when r.is_readable then nullif(s.raw_data ->> 'updatedAt', '')::timestamptz else reconcile.to_instant(s.raw_data ->> 'updatedAt') end as gazelle_updated_at
from staging.stg_pianos s
cross join lateral (
  select
    case jsonb_typeof(s.raw_data #> '{client,id}') when 'string' then s.raw_data #>> '{client,id}' ~ '[^\s\u00a0]' and length(s.raw_data #>> '{client,id}') <= 200 else coalesce(jsonb_typeof(s.raw_data -> 'client'), 'null') = 'null' end
    and (jsonb_typeof(s.raw_data -> 'make') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'model') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'serialNumber') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'type') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'year') = 'null' or (jsonb_typeof(s.raw_data -> 'year') = 'number' and s.raw_data ->> 'year' ~ '^-?[0-9]{1,9}$')) is not false
    and (jsonb_typeof(s.raw_data -> 'size') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'location') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'status') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'lifecycleState') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'notes') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'tags') = 'null' or (jsonb_typeof(s.raw_data -> 'tags') = 'array' and not s.raw_data -> 'tags' @? '$[*].type() ? (@ != "string")')) is not false
    and (jsonb_typeof(s.raw_data -> 'useType') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'caseColor') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'caseFinish') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'hasIvory') in ('boolean', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'consignment') in ('boolean', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'rental') in ('boolean', 'null')) is not false
    and (s.raw_data ->> 'rentalContractEndsOn' ~ '^((17|18|19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?$') is not false
    and (jsonb_typeof(s.raw_data -> 'needsRepairOrRebuilding') in ('boolean', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'totalLoss') in ('boolean', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'potentialPerformanceLevel') = 'null' or (jsonb_typeof(s.raw_data -> 'potentialPerformanceLevel') = 'number' and s.raw_data ->> 'potentialPerformanceLevel' ~ '^-?[0-9]{1,9}$')) is not false
    and (jsonb_typeof(s.raw_data -> 'playerInstalled') in ('boolean', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'playerMake') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'playerModel') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'playerSerialNumber') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'damppChaserInstalled') in ('boolean', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'damppChaserHumidistatModel') in ('string', 'number', 'null')) is not false
    and (s.raw_data ->> 'damppChaserMfgDate' ~ '^((17|18|19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?$') is not false
    and (jsonb_typeof(s.raw_data -> 'referenceId') in ('string', 'number', 'null')) is not false
    and (jsonb_typeof(s.raw_data -> 'serviceIntervalMonths') = 'null' or (jsonb_typeof(s.raw_data -> 'serviceIntervalMonths') = 'number' and s.raw_data ->> 'serviceIntervalMonths' ~ '^-?[0-9]{1,9}$')) is not false
    and (s.raw_data ->> 'calculatedLastService' ~ '^((17|18|19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?$') is not false
    and (s.raw_data ->> 'calculatedNextService' ~ '^((17|18|19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?$') is not false
    and (s.raw_data ->> 'eventLastService' ~ '^((17|18|19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?$') is not false
    and (s.raw_data ->> 'manualLastService' ~ '^((17|18|19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?$') is not false
    and (s.raw_data ->> 'nextServiceOverride' ~ '^((17|18|19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31))?$') is not false
    and (s.raw_data ->> 'lifecycleContactPausedUntil' ~ '^((19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$') is not false
    and (jsonb_typeof(s.raw_data -> 'primaryPianoPhoto') in ('object', 'null')) is not false and (jsonb_typeof(s.raw_data #> '{primaryPianoPhoto,id}') in ('string', 'number', 'null')) is not false
    and (s.raw_data ->> 'createdAt' ~ '^((19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$') is not false
    and (s.raw_data ->> 'updatedAt' ~ '^((19|20|21)[0-9][0-9]-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z)?$') is not false as is_readable
  offset 0
) r;

create or replace function reconcile.promote_pianos(
  p_account text, p_ids text[], p_stopped text[], p_is_marked_promoted boolean, p_is_replay boolean,
  out placeholders int, out written int, out problems jsonb, out taken text[]
)
language plpgsql
set search_path = ''
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
set jit = off
as $promotion$
begin
  with incoming as materialized (
    select v.source_id, v.id, v.issues, v.client_id, v.make, v.model, v.serial_number, v.type, v.year, v.size, v.location, v.status, v.lifecycle_state, v.notes, v.tags, v.use_type, v.case_color, v.case_finish, v.has_ivory, v.consignment, v.rental, v.rental_contract_ends_on, v.needs_repair_or_rebuilding, v.total_loss, v.potential_performance_level, v.player_installed, v.player_make, v.player_model, v.player_serial_number, v.dampp_chaser_installed, v.dampp_chaser_humidistat_model, v.dampp_chaser_mfg_date, v.reference_id, v.service_interval_months, v.calculated_last_service, v.calculated_next_service, v.event_last_service, v.manual_last_service, v.next_service_override, v.lifecycle_contact_paused_until, v.primary_photo_id, v.gazelle_created_at, v.gazelle_updated_at
    from reconcile.pianos v
    where v.account_id = p_account and v.source_id = any (p_ids)
  ),
  usable as materialized (
    select distinct on (i.id) i.*, case when i.issues is not null then reconcile.withheld_fields(i.issues) end as withheld
    from incoming i
    where i.id is not null and i.source_id <> all (p_stopped) and (i.issues is null or not reconcile.is_refused(i.issues))
    order by i.id
  ),
  other_client_id as materialized (
    select r.id, p.account_id
    from (select distinct u.client_id as id from usable u where u.client_id is not null) r
    left join lateral (select p.account_id, p.is_placeholder or p.deleted_at is not null as is_free from gazelle.clients p where p.id = r.id offset 0) p on true
    where p.account_id is distinct from p_account and p.is_free is not true
  ),
  missing_client_id as (
    insert into gazelle.clients (id, account_id, is_placeholder)
    select r.id, p_account, true
    from other_client_id r
    where r.account_id is null
    order by r.id
    on conflict do nothing
    returning 1
  ),
  foreign_client_id as materialized (
    select array_agg(r.id) as ids from other_client_id r where r.account_id is not null
  ),
  guarded as materialized (
    select u.id, f.field, f.is_kept
    from (
      select u.id, u.withheld,
        case when u.client_id = any ((select f.ids from foreign_client_id f)::text[]) then null else u.client_id end as client_id, u.make, u.model, u.serial_number, u.type, u.year, u.size, u.location, u.status, u.lifecycle_state, u.notes, u.tags, u.use_type, u.case_color, u.case_finish, u.has_ivory, u.consignment, u.rental, u.rental_contract_ends_on, u.needs_repair_or_rebuilding, u.total_loss, u.potential_performance_level, u.player_installed, u.player_make, u.player_model, u.player_serial_number, u.dampp_chaser_installed, u.dampp_chaser_humidistat_model, u.dampp_chaser_mfg_date, u.reference_id, u.service_interval_months, u.calculated_last_service, u.calculated_next_service, u.event_last_service, u.manual_last_service, u.next_service_override, u.lifecycle_contact_paused_until, u.primary_photo_id, u.gazelle_created_at, u.gazelle_updated_at
      from usable u
    ) u
    cross join lateral (select k.* from gazelle.pianos k where k.id = u.id and k.account_id = p_account offset 0) o
    cross join lateral (
      values
        ('notes', o.notes is not null and not coalesce('notes' = any (u.withheld), false) and reconcile.is_blank(u.notes::text) and not reconcile.is_blank(o.notes::text)),
        ('dampp_chaser_installed', o.dampp_chaser_installed is not null and not coalesce('damppChaserInstalled' = any (u.withheld), false) and reconcile.is_blank(u.dampp_chaser_installed::text) and not reconcile.is_blank(o.dampp_chaser_installed::text)),
        ('dampp_chaser_humidistat_model', o.dampp_chaser_humidistat_model is not null and not coalesce('damppChaserHumidistatModel' = any (u.withheld), false) and reconcile.is_blank(u.dampp_chaser_humidistat_model::text) and not reconcile.is_blank(o.dampp_chaser_humidistat_model::text)),
        ('dampp_chaser_mfg_date', o.dampp_chaser_mfg_date is not null and not coalesce('damppChaserMfgDate' = any (u.withheld), false) and reconcile.is_blank(u.dampp_chaser_mfg_date::text) and not reconcile.is_blank(o.dampp_chaser_mfg_date::text))
    ) f (field, is_kept)
  ),
  kept as (
    insert into reconcile.kept_fields (account_id, entity, external_id, field)
    select p_account, 'pianos', g.id, g.field
    from guarded g
    where g.is_kept
    on conflict do nothing
  ),
  released as (
    delete from reconcile.kept_fields k
    using guarded g
    where k.account_id = p_account and k.entity = 'pianos' and k.external_id = g.id and k.field = g.field and not g.is_kept
  ),
  merged as materialized (
    select u.source_id, u.id,
      o.id is not null and o.account_id <> p_account and not o.is_placeholder and o.deleted_at is null as is_foreign,
      o.id is not null and (o.is_placeholder or o.deleted_at is not null) as is_taken, m.client_id, m.make, m.model, m.serial_number, m.type, m.year, m.size, m.location, m.status, m.lifecycle_state, m.notes, m.tags, m.use_type, m.case_color, m.case_finish, m.has_ivory, m.consignment, m.rental, m.rental_contract_ends_on, m.needs_repair_or_rebuilding, m.total_loss, m.potential_performance_level, m.player_installed, m.player_make, m.player_model, m.player_serial_number, m.dampp_chaser_installed, m.dampp_chaser_humidistat_model, m.dampp_chaser_mfg_date, m.reference_id, m.service_interval_months, m.calculated_last_service, m.calculated_next_service, m.event_last_service, m.manual_last_service, m.next_service_override, m.lifecycle_contact_paused_until, m.primary_photo_id, m.gazelle_created_at, m.gazelle_updated_at
    from (
      select u.source_id, u.id, u.withheld,
        case when u.client_id = any ((select f.ids from foreign_client_id f)::text[]) then null else u.client_id end as client_id, u.make, u.model, u.serial_number, u.type, u.year, u.size, u.location, u.status, u.lifecycle_state, u.notes, u.tags, u.use_type, u.case_color, u.case_finish, u.has_ivory, u.consignment, u.rental, u.rental_contract_ends_on, u.needs_repair_or_rebuilding, u.total_loss, u.potential_performance_level, u.player_installed, u.player_make, u.player_model, u.player_serial_number, u.dampp_chaser_installed, u.dampp_chaser_humidistat_model, u.dampp_chaser_mfg_date, u.reference_id, u.service_interval_months, u.calculated_last_service, u.calculated_next_service, u.event_last_service, u.manual_last_service, u.next_service_override, u.lifecycle_contact_paused_until, u.primary_photo_id, u.gazelle_created_at, u.gazelle_updated_at
      from usable u
    ) u
    left join lateral (select k.* from gazelle.pianos k where k.id = u.id offset 0) o on true
    cross join lateral (
      select
        case when 'client' = any (u.withheld) then o.client_id else u.client_id end as client_id,
        case when 'make' = any (u.withheld) then o.make else u.make end as make,
        case when 'model' = any (u.withheld) then o.model else u.model end as model,
        case when 'serialNumber' = any (u.withheld) then o.serial_number else u.serial_number end as serial_number,
        case when 'type' = any (u.withheld) then o.type else u.type end as type,
        case when 'year' = any (u.withheld) then o.year else u.year end as year,
        case when 'size' = any (u.withheld) then o.size else u.size end as size,
        case when 'location' = any (u.withheld) then o.location else u.location end as location,
        case when 'status' = any (u.withheld) then o.status else u.status end as status,
        case when 'lifecycleState' = any (u.withheld) then o.lifecycle_state else u.lifecycle_state end as lifecycle_state,
        case when 'notes' = any (u.withheld) then o.notes when o.id is not null and reconcile.is_blank(u.notes::text) then coalesce(o.notes, u.notes) else u.notes end as notes,
        case when 'tags' = any (u.withheld) then o.tags else u.tags end as tags,
        case when 'useType' = any (u.withheld) then o.use_type else u.use_type end as use_type,
        case when 'caseColor' = any (u.withheld) then o.case_color else u.case_color end as case_color,
        case when 'caseFinish' = any (u.withheld) then o.case_finish else u.case_finish end as case_finish,
        case when 'hasIvory' = any (u.withheld) then o.has_ivory else u.has_ivory end as has_ivory,
        case when 'consignment' = any (u.withheld) then o.consignment else u.consignment end as consignment,
        case when 'rental' = any (u.withheld) then o.rental else u.rental end as rental,
        case when 'rentalContractEndsOn' = any (u.withheld) then o.rental_contract_ends_on else u.rental_contract_ends_on end as rental_contract_ends_on,
        case when 'needsRepairOrRebuilding' = any (u.withheld) then o.needs_repair_or_rebuilding else u.needs_repair_or_rebuilding end as needs_repair_or_rebuilding,
        case when 'totalLoss' = any (u.withheld) then o.total_loss else u.total_loss end as total_loss,
        case when 'potentialPerformanceLevel' = any (u.withheld) then o.potential_performance_level else u.potential_performance_level end as potential_performance_level,
        case when 'playerInstalled' = any (u.withheld) then o.player_installed else u.player_installed end as player_installed,
        case when 'playerMake' = any (u.withheld) then o.player_make else u.player_make end as player_make,
        case when 'playerModel' = any (u.withheld) then o.player_model else u.player_model end as player_model,
        case when 'playerSerialNumber' = any (u.withheld) then o.player_serial_number else u.player_serial_number end as player_serial_number,
        case when 'damppChaserInstalled' = any (u.withheld) then o.dampp_chaser_installed when o.id is not null and reconcile.is_blank(u.dampp_chaser_installed::text) then coalesce(o.dampp_chaser_installed, u.dampp_chaser_installed) else u.dampp_chaser_installed end as dampp_chaser_installed,
        case when 'damppChaserHumidistatModel' = any (u.withheld) then o.dampp_chaser_humidistat_model when o.id is not null and reconcile.is_blank(u.dampp_chaser_humidistat_model::text) then coalesce(o.dampp_chaser_humidistat_model, u.dampp_chaser_humidistat_model) else u.dampp_chaser_humidistat_model end as dampp_chaser_humidistat_model,
        case when 'damppChaserMfgDate' = any (u.withheld) then o.dampp_chaser_mfg_date when o.id is not null and reconcile.is_blank(u.dampp_chaser_mfg_date::text) then coalesce(o.dampp_chaser_mfg_date, u.dampp_chaser_mfg_date) else u.dampp_chaser_mfg_date end as dampp_chaser_mfg_date,
        case when 'referenceId' = any (u.withheld) then o.reference_id else u.reference_id end as reference_id,
        case when 'serviceIntervalMonths' = any (u.withheld) then o.service_interval_months else u.service_interval_months end as service_interval_months,
        case when 'calculatedLastService' = any (u.withheld) then o.calculated_last_service else u.calculated_last_service end as calculated_last_service,
        case when 'calculatedNextService' = any (u.withheld) then o.calculated_next_service else u.calculated_next_service end as calculated_next_service,
        case when 'eventLastService' = any (u.withheld) then o.event_last_service else u.event_last_service end as event_last_service,
        case when 'manualLastService' = any (u.withheld) then o.manual_last_service else u.manual_last_service end as manual_last_service,
        case when 'nextServiceOverride' = any (u.withheld) then o.next_service_override else u.next_service_override end as next_service_override,
        case when 'lifecycleContactPausedUntil' = any (u.withheld) then o.lifecycle_contact_paused_until else u.lifecycle_contact_paused_until end as lifecycle_contact_paused_until,
        case when u.withheld && '{primaryPianoPhoto,primaryPianoPhoto.id}' then o.primary_photo_id else u.primary_photo_id end as primary_photo_id,
        case when 'createdAt' = any (u.withheld) then o.gazelle_created_at else u.gazelle_created_at end as gazelle_created_at,
        case when 'updatedAt' = any (u.withheld) then o.gazelle_updated_at else u.gazelle_updated_at end as gazelle_updated_at
      offset 0
    ) m
    where o.id is null
      or o.account_id <> p_account
      or o.is_placeholder
      or o.deleted_at is not null
      or (m.client_id, m.make, m.model, m.serial_number, m.type, m.year, m.size, m.location, m.status, m.lifecycle_state, m.notes, m.tags, m.use_type, m.case_color, m.case_finish, m.has_ivory, m.consignment, m.rental, m.rental_contract_ends_on, m.needs_repair_or_rebuilding, m.total_loss, m.potential_performance_level, m.player_installed, m.player_make, m.player_model, m.player_serial_number, m.dampp_chaser_installed, m.dampp_chaser_humidistat_model, m.dampp_chaser_mfg_date, m.reference_id, m.service_interval_months, m.calculated_last_service, m.calculated_next_service, m.event_last_service, m.manual_last_service, m.next_service_override, m.lifecycle_contact_paused_until, m.primary_photo_id, m.gazelle_created_at, m.gazelle_updated_at) is distinct from (o.client_id, o.make, o.model, o.serial_number, o.type, o.year, o.size, o.location, o.status, o.lifecycle_state, o.notes, o.tags, o.use_type, o.case_color, o.case_finish, o.has_ivory, o.consignment, o.rental, o.rental_contract_ends_on, o.needs_repair_or_rebuilding, o.total_loss, o.potential_performance_level, o.player_installed, o.player_make, o.player_model, o.player_serial_number, o.dampp_chaser_installed, o.dampp_chaser_humidistat_model, o.dampp_chaser_mfg_date, o.reference_id, o.service_interval_months, o.calculated_last_service, o.calculated_next_service, o.event_last_service, o.manual_last_service, o.next_service_override, o.lifecycle_contact_paused_until, o.primary_photo_id, o.gazelle_created_at, o.gazelle_updated_at)
  ),
  written as (
    insert into gazelle.pianos as t (account_id, id, client_id, make, model, serial_number, type, year, size, location, status, lifecycle_state, notes, tags, use_type, case_color, case_finish, has_ivory, consignment, rental, rental_contract_ends_on, needs_repair_or_rebuilding, total_loss, potential_performance_level, player_installed, player_make, player_model, player_serial_number, dampp_chaser_installed, dampp_chaser_humidistat_model, dampp_chaser_mfg_date, reference_id, service_interval_months, calculated_last_service, calculated_next_service, event_last_service, manual_last_service, next_service_override, lifecycle_contact_paused_until, primary_photo_id, gazelle_created_at, gazelle_updated_at, synced_at)
    select p_account, n.id, n.client_id, n.make, n.model, n.serial_number, n.type, n.year, n.size, n.location, n.status, n.lifecycle_state, n.notes, n.tags, n.use_type, n.case_color, n.case_finish, n.has_ivory, n.consignment, n.rental, n.rental_contract_ends_on, n.needs_repair_or_rebuilding, n.total_loss, n.potential_performance_level, n.player_installed, n.player_make, n.player_model, n.player_serial_number, n.dampp_chaser_installed, n.dampp_chaser_humidistat_model, n.dampp_chaser_mfg_date, n.reference_id, n.service_interval_months, n.calculated_last_service, n.calculated_next_service, n.event_last_service, n.manual_last_service, n.next_service_override, n.lifecycle_contact_paused_until, n.primary_photo_id, n.gazelle_created_at, n.gazelle_updated_at, now()
    from merged n
    where not n.is_foreign
    order by n.id
    on conflict (id) do update
    set account_id = excluded.account_id, client_id = excluded.client_id, make = excluded.make, model = excluded.model, serial_number = excluded.serial_number, type = excluded.type, year = excluded.year, size = excluded.size, location = excluded.location, status = excluded.status, lifecycle_state = excluded.lifecycle_state, notes = excluded.notes, tags = excluded.tags, use_type = excluded.use_type, case_color = excluded.case_color, case_finish = excluded.case_finish, has_ivory = excluded.has_ivory, consignment = excluded.consignment, rental = excluded.rental, rental_contract_ends_on = excluded.rental_contract_ends_on, needs_repair_or_rebuilding = excluded.needs_repair_or_rebuilding, total_loss = excluded.total_loss, potential_performance_level = excluded.potential_performance_level, player_installed = excluded.player_installed, player_make = excluded.player_make, player_model = excluded.player_model, player_serial_number = excluded.player_serial_number, dampp_chaser_installed = excluded.dampp_chaser_installed, dampp_chaser_humidistat_model = excluded.dampp_chaser_humidistat_model, dampp_chaser_mfg_date = excluded.dampp_chaser_mfg_date, reference_id = excluded.reference_id, service_interval_months = excluded.service_interval_months, calculated_last_service = excluded.calculated_last_service, calculated_next_service = excluded.calculated_next_service, event_last_service = excluded.event_last_service, manual_last_service = excluded.manual_last_service, next_service_override = excluded.next_service_override, lifecycle_contact_paused_until = excluded.lifecycle_contact_paused_until, primary_photo_id = excluded.primary_photo_id, gazelle_created_at = excluded.gazelle_created_at, gazelle_updated_at = excluded.gazelle_updated_at, is_placeholder = false, deleted_at = null, version = t.version + 1, updated_at = now(), synced_at = now()
    where t.account_id = p_account or t.is_placeholder or t.deleted_at is not null
    returning 1
  ),
  problem (source_id, issue) as (
    select i.source_id, p.issue
    from incoming i
    cross join lateral jsonb_array_elements(i.issues) p (issue)
    where i.issues is not null
    union all
    select n.source_id, reconcile.issue('id_of_other_account', 'id', to_jsonb(n.id))
    from merged n
    where n.is_foreign
    union all
    select u.source_id, reconcile.issue('other_account', 'client_id', null)
    from usable u
    where (select f.ids from foreign_client_id f) is not null and u.client_id = any ((select f.ids from foreign_client_id f)::text[])
    union all
    select s.external_id, p.issue
    from staging.stg_pianos s
    cross join lateral jsonb_array_elements(reconcile.check_text(s.raw_data)) p (issue)
    where s.account_id = p_account and s.external_id = any (p_ids) and not p_is_marked_promoted and not s.has_plain_text
  )
  select
    (select count(*) from missing_client_id),
    (select count(*) from written),
    (select jsonb_object_agg(p.source_id, p.issues) from (select source_id, jsonb_agg(issue) as issues from problem group by source_id) p),
    (select array_agg(n.id) from merged n where n.is_taken)
  into placeholders, written, problems, taken;
end;
$promotion$;
