-- The runs of version 5, before those of sync.runs began.

create view v5.sync_logs with (security_invoker = on) as
select
  r.source_id as id,
  r.data ->> 'script_name' as script_name,
  r.data ->> 'task_type' as task_type,
  r.data ->> 'status' as status,
  r.data ->> 'message' as message,
  reconcile.v5_json(r.data -> 'stats') as stats,
  reconcile.v5_json(r.data -> 'error_details') as error_details,
  reconcile.v5_instant(r.data -> 'started_at') as started_at,
  reconcile.v5_instant(r.data -> 'completed_at') as completed_at,
  reconcile.v5_number(r.data -> 'execution_time_seconds') as execution_time_seconds,
  r.account_id
from reconcile.v5_rows r
where r.source_table = 'sync_logs';

comment on view v5.sync_logs is 'How version 5 had been synced, as it came over. Its runs here are in monitoring.runs.';
