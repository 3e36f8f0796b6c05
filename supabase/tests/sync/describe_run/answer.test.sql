-- What a slice must know of its run.
begin;
select plan(5);

create temp table run as
select (r ->> 'runId')::bigint as id, r
from sync.begin_run('timeline', 'repair', 'fast', '2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', p_dry_run => true) r;
select is(r, sync.describe_run(id, 'begun'), 'the answer of begin_run is this') from run;
select is(
  sync.describe_run(id, 'resumed') - '{runId,lease,watermark,since,until}'::text[],
  '{"outcome": "resumed", "module": "timeline", "account": "main", "mode": "repair", "window": "fast", "dryRun": true,
    "timeZone": "America/Montreal", "pageSize": 500, "asksCaller": false, "askedCredential": null, "hasCompany": false, "knownHoles": [], "knownFields": [], "lanes": {}}',
  'with the request'
)
from run;
select is((r ->> 'lease')::uuid, (select lease from sync.runs), 'the lease') from run;
select is(array[(r ->> 'since')::timestamptz, (r ->> 'until')::timestamptz], array['2026-01-01Z'::timestamptz, '2026-02-01Z'], 'and the bounds as instants') from run;
select is(sync.describe_run(0, 'resumed'), null, 'of a run that is not there, nothing is said');

select * from finish();
rollback;
