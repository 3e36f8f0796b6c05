-- What follows a mass is held for an hour; what is held only for that does not prolong it (kind of D2, L).
begin;
select plan(11);

-- Clients with a contact each, which has an address.
create function pg_temp.clients(p_from int, p_to int, p_has_contact boolean, p_has_email boolean default true)
returns void
language sql
as $$
  select sync.stage_nodes('clients', 'main', null, (
    select jsonb_agg(jsonb_build_object('id', 'cli_' || n, 'allContacts', jsonb_build_object(
      'pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', case when not p_has_contact then '[]' else jsonb_build_array(jsonb_build_object(
        'id', 'con_' || n, 'allEmails', jsonb_build_object(
          'pageInfo', '{"hasNextPage": false}'::jsonb,
          'nodes', case when not p_has_email then '[]' else jsonb_build_array(jsonb_build_object('id', 'ema_' || n)) end
        )
      )) end
    )))
    from generate_series(p_from, p_to) n
  ));
$$;
create function pg_temp.after(p_time interval)
returns void
language sql
as $$
  update reconcile.missing_children set missing_since = missing_since - p_time, mass_at = mass_at - p_time;
$$;
create function pg_temp.email(p_id text)
returns text
language sql
as $$
  select concat_ws(
    ' ', case when e.deleted_at is null then 'there' else 'deleted' end, (select v.status from reconcile.missing_children v where v.external_id = e.id)
  )
  from gazelle.contact_emails e
  where e.id = p_id;
$$;

-- Sixty clients whose contacts have no address, and sixty whose contacts have one.
select pg_temp.clients(1, 60, true, false);
select pg_temp.clients(61, 120, true);
select pg_temp.clients(1, 40, false);
select results_eq(
  $$select entity, status, count(*) from reconcile.missing_children group by entity, status$$, $$values ('contacts', 'held', 40::bigint)$$, 'a mass of contacts is held'
);
select pg_temp.after('50 minutes');
select pg_temp.clients(61, 61, true, false);
select is(pg_temp.email('ema_61'), 'there held', 'an address that goes 50 minutes later is held with it');
select results_eq(
  $$select distinct now() - mass_at from reconcile.missing_children$$, $$values (interval '50 minutes')$$, 'it has the instant of the mass'
);
select is((select now() - missing_since from reconcile.missing_children where external_id = 'ema_61'), interval '0', 'and went when it went');
select pg_temp.after('20 minutes');
select pg_temp.clients(62, 62, true, false);
select is(pg_temp.email('ema_62'), 'deleted gone', 'an address that goes 70 minutes after the mass is deleted');
select is(pg_temp.email('ema_61'), 'there held', 'what was held waits on for a person');

-- Contacts themselves are counted for a day.
select pg_temp.clients(63, 63, false, false);
select is((select status from reconcile.missing_children where external_id = 'con_63'), 'held', 'a contact more is one of too many in a day');
select is((select now() - mass_at from reconcile.missing_children where external_id = 'con_63'), interval '0', 'the limit is passed again, and the hour begins again');
select pg_temp.clients(64, 64, true, false);
select is(pg_temp.email('ema_64'), 'there held', 'for the addresses too');

select pg_temp.after('25 hours');
select pg_temp.clients(65, 65, false, false);
select is((select status from reconcile.missing_children where external_id = 'con_65'), 'gone', 'a day later one goes at once');
select is(pg_temp.email('ema_65'), 'deleted gone', 'with its address');

select * from finish();
rollback;
