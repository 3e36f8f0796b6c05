-- From where a run reads: the start of the last success, minus the overlap.
begin;
select plan(9);

create temp table first as select r from sync.begin_run('timeline', 'incremental', p_overlap => '1 day') r;
select is(r ->> 'mode', 'full', 'the first run reads everything, whatever was asked') from first;
select is(r -> 'since', 'null', 'from the beginning') from first;

delete from sync.runs;
insert into sync.watermarks (account_id, module, watermark) values ('main', 'timeline', '2026-02-03T20:00:00Z');
create temp table second as select r from sync.begin_run('timeline', 'incremental', p_overlap => '1 day') r;
select is(r ->> 'mode', 'incremental', 'the next one is incremental') from second;
select is((r ->> 'since')::timestamptz, '2026-02-02T20:00:00Z', 'and reads from the watermark minus the overlap') from second;
select ok((r ->> 'watermark')::timestamptz between clock_timestamp() - interval '1 minute' and clock_timestamp(),
  'its own watermark is its start') from second;

delete from sync.runs;
select is(
  (sync.begin_run('timeline', p_since => '2020-01-01Z', p_overlap => '1 day') ->> 'since')::timestamptz, '2020-01-01Z',
  'a start given by hand wins, without an overlap'
);

delete from sync.runs;
select is(sync.begin_run('timeline', 'full', p_overlap => '1 day') -> 'since', 'null', 'a full run has no start');

select is(sync.begin_run('clients') ->> 'mode', 'full', 'the watermark of another module does not count');

insert into sync.accounts (account_id) values ('second');
select is(sync.begin_run('timeline', p_account => 'second') ->> 'mode', 'full', 'nor that of another account');

select * from finish();
rollback;
