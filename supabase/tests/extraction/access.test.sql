-- Tokens and rates are the service's own: nobody else reads or calls anything of them.
begin;
select plan(34);

select ok(relrowsecurity, format('%s has row-level security', oid::regclass))
from pg_class
where oid in (
  'sync.credentials'::regclass, 'sync.limiters'::regclass, 'sync.callers'::regclass, 'sync.connect_links'::regclass, 'sync.connect_states'::regclass
);

select ok(
  not has_table_privilege(role, relation, 'select'),
  format('%s cannot read %s', role, relation)
)
from unnest(array['anon', 'authenticated']) role, unnest(array['sync.credentials', 'sync.limiters', 'sync.callers', 'sync.connect_links', 'sync.connect_states']) relation;

select ok(has_function_privilege('service_role', signature, 'execute'), format('service_role calls %s', signature))
from unnest(array[
  'sync.read_credential(text)',
  'sync.lease_refresh(text, bigint, integer)',
  'sync.store_credential(text, text, timestamptz, bigint, text)',
  'sync.release_refresh(text, uuid, boolean)',
  'sync.reserve_call(text, integer, numeric)',
  'sync.slow_down(text, integer)',
  'sync.reseal_credentials(jsonb)',
  'sync.create_connect_link(text, integer)',
  'sync.create_alert_link(text, text)',
  'sync.read_connect_link(text)',
  'sync.begin_connect(text, text)',
  'sync.take_connect_state(text, uuid)',
  'sync.finish_connect(text, text, timestamptz, jsonb)'
]) signature;

select is(
  (
    select count(*)
    from pg_proc p, unnest(array['anon', 'authenticated']) role
    where p.pronamespace = 'sync'::regnamespace
      and p.proname in (
        'read_credential', 'lease_refresh', 'store_credential', 'release_refresh', 'reserve_call', 'slow_down', 'reseal_credentials',
        'create_connect_link', 'create_alert_link', 'read_connect_link', 'begin_connect', 'take_connect_state', 'finish_connect', 'check_company',
        'store_caller', 'is_open'
      )
      and has_function_privilege(role, p.oid, 'execute')
  ),
  0::bigint,
  'nobody else calls them'
);

set local role service_role;
select lives_ok($$select sync.store_credential('main', 'v1.sealed')$$, 'service_role stores a credential');
select lives_ok($$select sync.lease_refresh('main', 1)$$, 'service_role takes the lease');
select lives_ok($$select sync.create_connect_link('main')$$, 'service_role makes a link');
select lives_ok($$select * from sync.reserve_call('main', 1, 5)$$, 'service_role reserves a call');
select lives_ok($$select sync.slow_down('main', 10)$$, 'service_role slows the account down');
reset role;

select * from finish();
rollback;
