-- Which columns of version 5 exist nowhere else, and where they belong.

create function reconcile.v5_fields()
returns table (source_table text, source_column text, entity text, field text)
language sql
immutable parallel safe
set search_path = ''
begin atomic
  values
    ('gazelle_clients', 'tags', 'clients', 'tags'),
    ('gazelle_pianos', 'notes', 'pianos', 'notes'),
    ('gazelle_pianos', 'dampp_chaser_installed', 'pianos', 'dampp_chaser_installed'),
    ('gazelle_pianos', 'dampp_chaser_humidistat_model', 'pianos', 'dampp_chaser_humidistat_model'),
    ('gazelle_pianos', 'dampp_chaser_mfg_date', 'pianos', 'dampp_chaser_mfg_date'),
    ('gazelle_appointments', 'last_notified_tech_id', 'appointments', 'last_notified_tech_id'),
    ('gazelle_appointments', 'last_notified_schedule', 'appointments', 'last_notified_schedule'),
    ('gazelle_appointments', 'last_notified_time', 'appointments', 'last_notified_time'),
    ('gazelle_appointments', 'last_notified_at', 'appointments', 'last_notified_at'),
    ('users', 'role', 'users', 'role');
end;

comment on function reconcile.v5_fields() is 'The columns of version 5 that people or its modules wrote, with the columns of production that hold them here.';

create function reconcile.v5_entity(p_table text)
returns text
language sql
immutable parallel safe
set search_path = ''
return case when p_table in ('gazelle_clients', 'gazelle_pianos') then substr(p_table, 9) end;

comment on function reconcile.v5_entity(text) is 'The entity whose records version 5 numbered in a table; null for any other table.';
