-- A word over Supabase Realtime that there are changes to read, where somebody has switched it on. What has changed consumers read from changes.read.

create function changes.send_broadcast()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  -- What goes into one message: about 12 kB.
  v_most constant int := 100;
  v_message record;
begin
  for v_message in
    select n.account_id, jsonb_build_object(
      'count', count(*),
      'changes', jsonb_agg(
        jsonb_build_object('position', changes.written(n.account_id, n."position"), 'entity', n.entity, 'id', n.id, 'operation', n.operation)
        order by n."position"
      ) filter (where n.nth <= v_most)
    ) as payload
    from (select r.*, row_number() over (partition by r.account_id order by r."position") as nth from new_rows r) n
    group by n.account_id
  loop
    execute 'select realtime.send($1, $2, $3, true)' using v_message.payload, 'changes', 'changes:' || v_message.account_id;
  end loop;
  if exists (select from reconcile.job_errors e where e.job = 'broadcast') and pg_try_advisory_xact_lock(hashtext('changes.broadcast')) then
    perform reconcile.forget_job_errors('broadcast');
  end if;
  return null;
exception
  -- The page goes on: its changes are in the log, where consumers find them.
  when others then
    -- One transaction notes it; the others do not wait for that.
    if pg_try_advisory_xact_lock(hashtext('changes.broadcast')) then
      perform reconcile.note_job_error('broadcast', 'changes', null, sqlerrm);
    end if;
    return null;
end;
$$;

comment on function changes.send_broadcast() is
  'Tells Supabase Realtime what a statement has written into the log: a message for each account, on the private channel changes:<account>. What fails there fails nothing here; it is in reconcile.job_errors.';

create function changes.broadcast(p_on boolean)
returns text
language plpgsql
security definer
set search_path = ''
-- Who writes waits behind the one who waits for the table.
set lock_timeout = '3s'
as $$
declare
  v_is_hearable boolean := true;
begin
  drop trigger if exists broadcast on changes.log;
  if not p_on then
    perform reconcile.forget_job_errors('broadcast');
    return 'Changes are not broadcast.';
  elsif to_regprocedure('realtime.send(jsonb,text,text,boolean)') is null then
    raise exception 'this database has no Supabase Realtime' using errcode = 'GZ400', hint = 'Read changes.read, or the function changes with wait.';
  end if;
  create trigger broadcast after insert on changes.log
  referencing new table as new_rows for each statement execute function changes.send_broadcast();
  if not exists (select from pg_catalog.pg_policy p where p.polrelid = to_regclass('realtime.messages') and p.polname = 'members hear changes') then
    begin
      execute $sql$
        create policy "members hear changes" on realtime.messages for select to authenticated
        using (extension = 'broadcast' and substr((select realtime.topic()), 9) = any ((select gazelle.member_accounts())::text[])
          and starts_with((select realtime.topic()), 'changes:'))
      $sql$;
    exception
      when insufficient_privilege then
        v_is_hearable := false;
    end;
  end if;
  return 'Changes are broadcast.'
    || case when v_is_hearable then '' else ' Members cannot hear them yet: create the policy of docs/API_REFERENCE.md on realtime.messages.' end;
end;
$$;

comment on function changes.broadcast(boolean) is
  'Switches on, or off, that changes are broadcast over Supabase Realtime; answers a sentence. Off at first. Raises GZ400 where there is no Realtime.';
