-- Lists that come empty and look whole do not empty production: a few children go at once, a mass waits for a person (kind of D2, L).
begin;
select plan(36);

-- Clients from p_from on, each with a contact that has an address; those up to p_full only.
create function pg_temp.clients(p_from int, p_to int, p_full int, p_contact text default 'con_', p_name text default 'x')
returns void
language sql
as $$
  select sync.stage_nodes('clients', 'main', null, (
    select jsonb_agg(jsonb_build_object('id', 'cli_' || n, 'companyName', p_name, 'allContacts', jsonb_build_object(
      'pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', case when n > p_full then '[]' else jsonb_build_array(jsonb_build_object(
        'id', p_contact || n, 'allEmails', jsonb_build_object(
          'pageInfo', '{"hasNextPage": false}'::jsonb, 'nodes', jsonb_build_array(jsonb_build_object('id', 'ema_' || p_contact || n))
        )
      )) end
    )))
    from generate_series(p_from, p_to) n
  ));
$$;
create function pg_temp.living()
returns text
language sql
as $$
  select concat_ws(' ',
    (select count(*) from gazelle.contacts where deleted_at is null), (select count(*) from gazelle.contact_emails where deleted_at is null)
  );
$$;
create function pg_temp.noted()
returns setof text
language sql
as $$ select concat_ws(' ', entity, status, count(*)) from reconcile.missing_children group by entity, status order by 1; $$;
create function pg_temp.held()
returns setof text
language sql
as $$ select message from monitoring.find_problems() where rule = 'deletion_held'; $$;

select pg_temp.clients(1, 60, 60);
select is_empty($$select pg_temp.noted()$$, 'a first load notes nothing');
select pg_temp.clients(58, 60, 0);
select is(pg_temp.living(), '57 57', 'a few go at once');
select results_eq($$select pg_temp.noted()$$, $$values ('contact_emails gone 3'), ('contacts gone 3')$$, 'and count for a day');
select is_empty($$select pg_temp.held()$$, 'nobody is asked');
select pg_temp.clients(58, 58, 58);
select is(pg_temp.living(), '58 58', 'one that comes back is there');
select results_eq($$select pg_temp.noted()$$, $$values ('contact_emails gone 2'), ('contacts gone 2')$$, 'and counts no more');

select pg_temp.clients(1, 30, 0, p_name => 'y');
select is(pg_temp.living(), '60 60', 'a page whose lists are all empty takes nothing, and what the hour before it took is back');
select results_eq($$select pg_temp.noted()$$, $$values ('contact_emails held 32'), ('contacts held 32')$$, 'all of it waits for a person');
select is((select count(*) from gazelle.clients where company_name = 'y'), 30::bigint, 'what else the page brought is there');
select results_eq(
  $$select pg_temp.held()$$,
  $$values ('64 contact_emails, contacts of clients are no longer in their lists, more than may be deleted at once (con_1).')$$, 'which is an alert'
);
select results_eq(
  $$select module, records, sentence from monitoring.actions_required where kind = 'release_deletions'$$,
  $$values ('clients', 64::bigint, 'Lists in records no longer hold what they held, too much at once to delete without a decision.')$$, 'and asks for a decision'
);
select results_eq(
  $$select id, status, held_because, entity, owner_id from monitoring.deletions where id in ('con_1', 'ema_con_60') order by 1$$,
  $$values ('con_1', 'held', 'share', 'contacts', 'cli_1'), ('ema_con_60', 'held', 'share', 'contact_emails', 'cli_60')$$,
  'each is listed with the record that it was in'
);

select pg_temp.clients(31, 32, 30);
select is(pg_temp.living(), '60 60', 'the next page of the mass takes nothing either, however few are in it');
create temp table before as select id, version from gazelle.contacts;
select pg_temp.clients(1, 30, 0, p_name => 'z');
select reconcile.replay('clients');
select is_empty($$select id, version from gazelle.contacts except select * from before$$, 'no edit of a client and no replay goes over what is held');
select results_eq($$select pg_temp.noted()$$, $$values ('contact_emails held 34'), ('contacts held 34')$$, 'nor holds it twice');

select pg_temp.clients(1, 32, 32, p_name => 'z');
select results_eq($$select pg_temp.noted()$$, $$values ('contact_emails held 2'), ('contacts held 2')$$, 'what comes back is held no more');
select pg_temp.clients(59, 60, 60);
select is_empty($$select pg_temp.noted()$$, 'when all is back, nothing waits');
select is_empty($$select pg_temp.held()$$, 'and the alert is over');
select is_empty($$select id, version from gazelle.contacts except select * from before$$, 'no child was written for it');

select pg_temp.clients(1, 40, 0);
update reconcile.missing_children set missing_since = now() - interval '25 hours', mass_at = mass_at - interval '25 hours';
select pg_temp.clients(41, 42, 0);
select is(pg_temp.living(), '58 58', 'days later a few go at once, while others wait');
select is(sync.dismiss_deletions('clients', p_ids => '{con_1,ema_con_1}', p_by => 'Anna'), 2, 'a person keeps some');
select is(sync.release_deletions('clients', p_ids => '{con_2}'), 1, 'deletes one');
select is(sync.release_deletions('clients'), 77, 'and then all others');
select is(pg_temp.living(), '19 19', 'they are deleted at once');
select pg_temp.clients(1, 1, 0, p_name => 'w');
select results_eq(
  $$select id, decided_by from monitoring.deletions where status = 'dismissed' order by 1$$, $$values ('con_1', 'Anna'), ('ema_con_1', 'Anna')$$,
  'what a person keeps stays when its record changes'
);
select is((select deleted_at from gazelle.contacts where id = 'con_1'), null, 'in production too');
select reconcile.soft_delete('clients', 'main', '{cli_1}');
select is((select count(*) from reconcile.missing_children where status <> 'gone'), 0::bigint, 'it goes with its record');

select pg_temp.clients(1, 60, 60);
delete from reconcile.missing_children;
select pg_temp.clients(1, 60, 60, 'new_');
select is(pg_temp.living(), '60 60', 'children that others replace are no loss');
select is_empty($$select pg_temp.noted()$$, 'and do not count');

-- A credential that is known to see less than everything (twin of D2).
insert into sync.callers (account_id, user_id, access_level, is_full_admin, asked_at) values ('main', 'usr_9', 'TECHNICIAN', false, now());
select pg_temp.clients(60, 60, 0);
select is(pg_temp.living(), '60 60', 'what a technician''s lists no longer hold stays, however few');
select results_eq($$select pg_temp.noted()$$, $$values ('contact_emails held 1'), ('contacts held 1')$$, 'it waits for a person (twin of D2)');
select pg_temp.clients(59, 59, 59, 'other_');
select is(pg_temp.living(), '61 61', 'nor is it replaced by others');
select pg_temp.clients(60, 60, 60, 'new_');
select pg_temp.clients(59, 59, 59, 'new_');
select is_empty(
  $$select from reconcile.missing_children where external_id not like '%other\_%'$$, 'a list that holds it again ends that'
);
delete from reconcile.missing_children;
update sync.callers set is_full_admin = null;
select pg_temp.clients(58, 58, 0);
select is(pg_temp.living(), '60 60', 'where nobody has said whose credential it is, a few go at once');
update sync.callers set is_full_admin = true;
select pg_temp.clients(57, 57, 0);
select is(pg_temp.living(), '59 59', 'and where it is a full administrator''s');
select results_eq($$select pg_temp.noted()$$, $$values ('contact_emails gone 2'), ('contacts gone 2')$$, 'which holds nothing');

select * from finish();
rollback;
