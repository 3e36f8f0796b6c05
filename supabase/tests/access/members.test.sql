-- Who reaches what: every table, view and function of ours, tried as everybody (case S4).
--   owner     nobody but the owner, as gazelle deploy is
--   service   only the secret key
--   account   a member reads the rows of the account
--   all       a member of every account reads it: what is about the whole database
--   own       whoever is signed in reads what is said of themselves
--   member    a function that answers a member about the own accounts
--   admin     a function that acts, or shows a raw record, for an admin of the account
--   admin of all  a function that acts on what is about all accounts
begin;
select plan(28);

create temp table listed as
select l.kind, l.access, l.schema || '.' || n.name as name
from (values
  ('relation', 'owner', 'sync', 'deployed_functions worker_limits'),
  ('relation', 'service', 'staging', 'records'),
  ('relation', 'own', 'gazelle', 'members'),
  ('relation', 'account', 'gazelle', 'piano_readings service_item_texts'),
  ('relation', 'account', 'v5', '
    gazelle_appointments gazelle_clients gazelle_contacts gazelle_invoice_items gazelle_invoices gazelle_pianos gazelle_timeline_entries users
  '),
  ('relation', 'service', 'v5', 'shown sync_logs'),
  ('function', 'member', 'v5', 'e164'),
  ('relation', 'account', 'app', 'accounts appointments clients contacts estimates invoices pianos readings technicians timeline'),
  ('relation', 'account', 'changes', 'log'),
  ('relation', 'service', 'changes', 'loaded log_rest pruned'),
  ('function', 'member', 'changes', 'check_loaded checked_entities drawn_position first_position is_kept last_position newest of_runs position_at position_of read records_at shown snapshot start written'),
  ('function', 'service', 'changes', 'add_partitions because begin blank broadcast differences follow forget hold_loaded hold_place is_loaded is_noted note prune send_broadcast told without_ids'),
  ('relation', 'service', 'webhooks', 'subscriptions'),
  ('function', 'member', 'webhooks', 'entities list'),
  ('function', 'admin', 'webhooks', 'add answer_of pause remove replay resume rotate test'),
  ('function', 'service', 'webhooks', 'call call_when_due checked_url clean_up decided due forget_secret host_of is_due is_local is_private lags new_secret notify_end of_admin oldest queue take'),
  ('function', 'service', 'app', 'find_by_words match_words note_vector owners_of_word read_calendar read_sheet search_words'),
  ('function', 'member', 'app', '
    ages day find_notes find_records good_range good_ranges is_active is_out_of_range last_notes likeness map_url note_query note_words excerpt piano_life piano_title read_accounts
    record_url same_pianos search search_notes url_part
  '),
  ('function', 'service', 'v5', 'check_names check_schema columns_of compare compare_records compare_rows definitions hide rule_of show'),
  ('relation', 'service', 'sync', '
    accounts callers connect_links connect_states credentials enum_values erased erased_texts erasures retention holes lanes limiters links missing modules requests run_totals runs seen unidentified v5_moves watermarks
  '),
  ('relation', 'service', 'reconcile', '
    calendar_names entities field_policies job_errors kept_fields legacy_references listings match_candidates match_decisions mirror missing_children
    rules undecided_matches v5_open_differences v5_placeholders v5_readings v5_rows v5_serials v5_twins v5_values
  '),
  ('relation', 'service', 'monitoring', 'counts freshness_days named_pianos named_placeholders sign_up throttles'),
  ('relation', 'account', 'monitoring', '
    actions_required alerts api_usage causes data_quality decisions deletions freshness_history history holes kept_fields lanes module_health named_holes
    notices placeholders recent_errors reject_groups rejects runs throughput
  '),
  ('relation', 'all', 'monitoring', 'alert_rules channels deliveries storage watch'),
  ('relation', 'own', 'monitoring', 'my_memberships'),
  ('function', 'member', 'gazelle', '
    as_of history is_member_of_all member_accounts owner_at pianos_at signed_in_user
  '),
  ('function', 'member', 'monitoring', '
    names_of read_actions_required read_api_usage read_causes read_data_quality read_deletions read_freshness_history read_history read_holes read_kept_fields read_lanes
    read_module_health read_my_memberships read_placeholders read_recent_errors read_references read_reject_groups read_rejects read_runs read_storage read_throughput
  '),
  ('function', 'admin', 'monitoring', '
    accept_blanks acknowledge acknowledge_hole connect_link dismiss_deletions read_record release_deletions resolve_alert retry_reject retry_rejects sync_now
  '),
  ('function', 'admin of all', 'monitoring', 'test_channel'),
  ('function', 'service', 'gazelle', '
    is_trusted
  '),
  ('function', 'service', 'staging', '
    promote_inserted promote_updated
  '),
  ('function', 'service', 'sync', '
    client_ids_in drop_erased erase_client erase_since erased_seen erasure_hashes fit_error fit_text is_of_erased kept_since
    make_erasure_key all_theirs mentioned_ids staged_of_clients waiting_of pattern_of prune_limit remember_erased remove_records is_client erasure_of receipt_of same_client strike_texts struck
    without_erased without_erased_holes without_mentions begin_connect check_company create_alert_link create_connect_link finish_connect is_open note_slice other_company read_connect_link reseal_credentials store_caller
    take_connect_state acknowledge_hole add_account add_link note_link_use revoke_link add_member add_module advance_lane answer_of answer_requests asked_at asks_caller asks_for_second_reading asks_rights
    asks_the_same begin_run call_function call_if_connected call_interval call_sync carried_over_nodes carried_over_value check_account check_time_zone close_holes
    close_unmet_holes connect_functions continue_run count_due count_look_ups count_place covers_what_it_reads declare_enum_values delete_limit
    delete_records delete_unseen describe_busy describe_run dismiss_deletions drop_enum_values due_look_ups end_future_leases
    end_unlisted_placeholders find_unseen finish_run first_free_call follows_on forget_seen forget_unmet_unidentified has_gaps has_id has_own_job
    has_waited strike_v5_rows hold_lease hold_mass hold_unproved hole_fields idle_pages invoke invoke_run is_complete is_cursor_cycle is_drained is_kept
    is_known_hole is_last_of is_of_list is_read_to_end is_recurring_error is_resumable job_of joins keep_request known_shortfall last_sweep_began lease_refresh
    lease_time leased_run list_of lists_all lists_at live_values living_record misses_no_record move_hole move_holes moves_of_holes named_ids
    next_look_ups no_open_hole_sql note_answer note_gaps note_holes note_missing note_seen note_surplus open_run open_run_of pages_again pause_account
    postpone_deletions postpone_look_ups proves_absence prune prune_table read_before read_credential read_enum_values record_caller record_referenced
    record_refusals record_unseen records_of refuse_endless release_deletions release_refresh remember_page_size remove_member repeat_requests
    report_run requests_due reserve_call resolve_missing resolve_range restart_lane resumable_run resume_account resume_run resume_stalled_runs
    retry_delay_after root_entity runs_to_resume schedule schedule_of seen_together slow_down slow_level_now stage_function_of
    stage_nodes stage_page stage_records stage_unidentified step_back store_credential store_enum_values surplus_place sweeps_to_repeat take_over
    time_of_next_try unidentified_elsewhere unidentified_in begin_v5_move end_v5_table take_v5_page take_v5_rows undo_v5 v5_known v5_rows_without_erased v5_sum v5_target update_successors values_in_records watermark_of window_of yield_run
  '),
  ('function', 'service', 'reconcile', '
    all_belongings all_ids belongings count_open_invoices empty_references erase erase_imported ids_in lock_erasures person_entity person_name personal_texts prune_deleted references_of sources_of
    accept_blanks add_entity add_issue bulk_deletion_since calendar_names_changed camel_case can_move check_child check_entity check_text check_values
    columns_of count_held count_placeholders decide_match delete_missing_children delete_placeholders dismiss_missing_children end_references
    expression_of find_readings fingerprint_of forget_job_errors free_references generate generate_changed hold_missing_children holds_error is_blank
    is_list is_of_kind is_other_number is_refused issue items items_of kept_sql list lists_sql lock_records number_inserted number_records lock_staged match_clients match_pianos
    match_users may_hold_reading may_list_sql missing_children_sql note_job_error owners_sql parents_sql plain plain_email plain_phone plain_serial
    policies_changed promote promotion_of rate_reading reading_codes reading_grammar reading_of reading_pieces reading_values reading_words
    reassign_children refresh release_missing_children replay resolve_matches retry retry_all run run_module soft_delete staged_sql step_to successor_of
    to_bigint to_boolean to_date to_id to_instant to_integer to_json to_number to_object to_text to_texts view_columns view_name view_of whole
    withheld_fields written_columns
    accept_v5 add_v5_placeholders erase_v5 match_v5_authors settle_v5_twins take_v5_entries take_v5_field take_v5_own_rows take_v5_readings take_v5_serials take_v5_values undo_v5
    undo_v5_values v5_boolean v5_date v5_entity v5_entries_of v5_fields v5_id v5_instant v5_is_blank v5_is_secret v5_json v5_list v5_number v5_numbers v5_is_imported v5_entry_id v5_own_id v5_own_rows v5_parsed v5_reference
    v5_refers_to v5_serials_of v5_copies v5_open_of v5_text v5_time v5_twin_of v5_value without_v5_secrets write_v5_entries write_v5_rows
  '),
  ('function', 'service', 'monitoring', '
    acknowledge_alert bounced_episodes cause_of count_records count_staged count_throttle drop_counts dry_run evaluate_alerts evaluate_and_notify evaluate_safely examine find_bounced find_channel_failing
    find_deletion_held find_error_share find_field_gone find_gazelle_away find_hole_stays find_humidity_out find_job_failing find_look_ups_fail find_moved find_new_value
    find_placeholders_stay find_problems find_rejects_stay find_rights_lost find_run_failed find_run_slow find_slice_near_limit slices_near_limits find_schedule_silent find_sign_up_open find_stale
    find_sweep_overdue find_sweep_short find_token_ending find_token_refused find_type_drift find_unserviced find_value_gone find_wrong_address first_unstored_day
    humidity_episodes is_grace_over is_on_data measure_freshness moved_episodes name_holes note_group note_sign_up next_time notify notify_end of_pages open_run_counters phase_of prune_alerts read_failing_modules
    read_failing_runs read_module_backlog read_module_runs read_raw read_stale_periods read_successes read_sweeps read_synced_modules
    read_undelivered_alerts read_unusable_fields record_decision references_to require_admin require_module rows_of rule_of_error rules_with run_maintenance
    lease_deliveries takes_now pause_before_retry settle_deliveries find_webhook_failing scope_of_error
    set_rule silent_accounts size_of store_freshness sweep_total take_deliveries take_sign_up_check test_channels told_together unnamed_holes unserviced_episodes
  ')
) l (kind, access, schema, names)
cross join lateral regexp_split_to_table(btrim(l.names, e' \n'), '\s+') n (name)
-- What each module and each entity has.
union all
select 'relation', 'service', 'staging.stg_' || m.module from sync.modules m
union all
select 'function', 'service', 'staging.stage_' || m.module from sync.modules m
union all
select 'relation', 'account', 'gazelle.' || e.entity from reconcile.entities e
union all
select 'relation', 'service', 'reconcile.' || e.entity from reconcile.entities e
union all
select 'relation', 'service', format('reconcile.%s_fields', e.entity) from reconcile.entities e where e.derived is not null
union all
select 'function', 'service', 'reconcile.promote_' || e.entity from reconcile.entities e;

create temp view ours as
select n.oid, n.nspname from pg_namespace n where n.nspname in ('staging', 'gazelle', 'sync', 'reconcile', 'monitoring', 'v5', 'app', 'changes', 'webhooks');
create temp view relation as
select c.oid, c.relkind, format('%s.%s', o.nspname, c.relname) as name
from pg_class c join ours o on o.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f');
create temp view routine as
select p.oid, p.prosecdef, p.prosrc, p.prorettype, format('%s.%s', o.nspname, p.proname) as name from pg_proc p join ours o on o.oid = p.pronamespace;

select bag_eq(
  'select name from relation', $$select name from listed where kind = 'relation'$$, 'every table and view is in this list, once, and says who may read it'
);
select set_eq('select name from routine', $$select name from listed where kind = 'function'$$, 'so is every function');

-- Two companies, each with something in every table and view.
insert into sync.accounts (account_id) values ('second');
create temp table company as select unnest(array['main', 'second']) as account;

create function pg_temp.fill()
returns void
language plpgsql
as $$
declare
  v_entity text;
begin
  for v_entity in select e.entity from reconcile.entities e order by e.module, e.position loop
    execute format('insert into gazelle.%I (id, account_id) select %L || account, account from company', v_entity, 'row_');
  end loop;
end;
$$;
select pg_temp.fill();
update gazelle.clients set tags = '{vip}';
update gazelle.service_items set name = '{"en_US": "Tuning"}';
insert into gazelle.measurements (id, account_id, piano_id, taken_on, humidity) select 'mea_' || account, account, 'row_' || account, '2026-02-03', 40 from company;
insert into gazelle.clients (id, account_id, is_placeholder) select 'gone_' || account, account, true from company;
insert into reconcile.kept_fields (account_id, entity, external_id, field) select account, 'clients', 'row_' || account, 'tags' from company;
insert into staging.stg_timeline (account_id, external_id, raw_data) select account, 'tme_' || account, format('{"id": "tme_%s"}', account)::jsonb from company;
insert into sync.missing (account_id, module, external_id, reason, status) select account, 'pianos', 'row_' || account, 'unseen', 'held' from company;
insert into sync.holes (account_id, module, kind, place, times) select account, 'pianos', 'null', account, 5 from company;
insert into sync.runs (account_id, module, mode, status, watermark, started_at, finished_at, error)
select account, 'clients', 'full', 'failed', now(), now() - interval '2 hours', now(), '{"code": "x", "message": "m"}' from company;
insert into sync.lanes (run_id, lane) select r.run_id, 'all' from sync.runs r;
insert into monitoring.freshness_days (account_id, module, day, fresh_share, known, longest_gap)
select account, 'clients', current_date - 3, 1, interval '1 day', interval '0' from company;
insert into monitoring.alerts (rule, account_id, subject, severity, sentence, message, remedy)
select 'stale', account, account, 'warning', 'Old', 'It is old', 'Sync it' from company union all select 'channel_failing', null, 'email', 'warning', 'x', 'x', 'x';
insert into monitoring.notices (alert_id, event) select a.alert_id, 'opened' from monitoring.alerts a;
insert into monitoring.named_holes (alert_id, hole_id) select a.alert_id, h.hole_id from monitoring.alerts a join sync.holes h using (account_id);
insert into monitoring.channels (channel) values ('email');
insert into monitoring.deliveries (notice_id, channel) select n.notice_id, 'email' from monitoring.notices n;
insert into changes.log (account_id, entity, id, operation, version, changes, cause, at) select account, 'clients', 'row_' || account, 'updated', 2, '{}', 'person', now() from company;
insert into monitoring.decisions (decided_by, action, account_id, outcome)
select 'ada', 'sync_now', account, '{}'::jsonb from company union all select 'ada', 'x', null, '{}';

-- Everybody there is.
create temp table person (person text primary key, role text, claims jsonb, reads text[], acts text[]);
insert into person
select p.person, p.role,
  jsonb_build_object('role', p.role) || case when p.role = 'authenticated' then jsonb_build_object('sub', gen_random_uuid()) else '{}' end || p.claims,
  p.reads::text[], p.acts::text[]
from (values
  ('stranger', 'anon', '{}'::jsonb, '{}', '{}'),
  ('user', 'authenticated', '{"app_metadata": {"role": "admin"}}', '{}', '{}'),
  ('anonymous', 'authenticated', '{"is_anonymous": true}', '{main}', '{main}'),
  ('reader', 'authenticated', '{}', '{main}', '{}'),
  ('admin', 'authenticated', '{}', '{main}', '{main}'),
  ('other reader', 'authenticated', '{}', '{second}', '{}'),
  ('other admin', 'authenticated', '{}', '{second}', '{second}'),
  ('reader of both', 'authenticated', '{}', '{main,second}', '{}'),
  ('service', 'service_role', '{}', '{main,second}', '{main,second}')
) p (person, role, claims, reads, acts);
insert into gazelle.members (account_id, user_id, role)
select a.account, (p.claims ->> 'sub')::uuid, case when a.account = any (p.acts) then 'admin' else 'reader' end
from person p, unnest(p.reads) a (account)
where p.role = 'authenticated';
-- The rows of members say so; the token of an anonymous sign-in counts for nothing all the same.
update person set reads = '{}', acts = '{}' where person = 'anonymous';

-- What comes of a statement: rows, or the SQLSTATE. Nothing of it stays.
create function pg_temp.tried(p_person text, p_sql text, out code text, out seen jsonb)
language plpgsql
as $$
declare
  v_person person;
begin
  select * into strict v_person from person p where p.person = p_person;
  begin
    perform set_config('request.jwt.claims', v_person.claims::text, true);
    execute format('set local role %I', v_person.role);
    execute p_sql into seen;
    raise exception sqlstate 'TRIED';
  exception
    when sqlstate 'TRIED' then code := 'ok';
    when others then code := sqlstate;
  end;
end;
$$;

create temp table reading as
select p.person, p.role, p.reads, l.name, l.access, t.code, t.seen
from person p
cross join listed l
cross join lateral pg_temp.tried(p.person, format('select coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from %s t', l.name)) t
where l.kind = 'relation';
create temp table row_seen as
select r.person, r.name, r.access, s.row, s.row ->> 'account_id' as account
from reading r
cross join lateral jsonb_array_elements(r.seen) s (row);

select set_eq(
  $$select r.rolname, o.nspname from pg_roles r cross join ours o where r.rolname in ('anon', 'authenticated', 'service_role') and has_schema_privilege(r.oid, o.oid, 'usage')$$,
  $$select 'service_role', nspname from ours union all values ('authenticated', 'gazelle'), ('authenticated', 'monitoring'), ('authenticated', 'v5'), ('authenticated', 'app'), ('authenticated', 'changes'), ('authenticated', 'webhooks')$$,
  'six schemas are open to who is signed in, none to strangers'
);
select is_empty($$select person, name, code from reading where role = 'anon' and code <> '42501'$$, 'without signing in nothing is read');
select is_empty(
  $$select person, name, code from reading where role = 'authenticated' and access in ('owner', 'service') and code <> '42501'$$,
  'nobody signed in reads staging, runs, rules and what monitoring keeps for itself'
);
select is_empty(
  $$select person, name, code from reading where role = 'authenticated' and access not in ('owner', 'service') and code <> 'ok'$$, 'everything else may be asked for by whoever is signed in'
);
select is_empty($$select person, name, code from reading where person = 'service' and code <> case access when 'owner' then '42501' else 'ok' end$$, 'the secret key reads everything but what is the owner''s alone');
select is_empty(
  $$select person, name, row from row_seen where person in ('user', 'anonymous') and name <> 'gazelle.members'$$,
  'a signed-in user without a membership sees no row, nor does an anonymous sign-in, whatever stands in gazelle.members (case S4)'
);
select is_empty(
  $$select l.name, p.person from listed l, person p
    where l.access = 'account' and p.person in ('reader', 'admin', 'other reader', 'other admin', 'reader of both')
      and not exists (select from row_seen s where s.name = l.name and s.person = p.person)$$,
  'a member sees rows in each table and view about accounts'
);
select is_empty(
  $$select person, name, row from row_seen join person using (person)
    where access in ('account', 'own') and role = 'authenticated' and row ? 'account_id'
      and (account <> all (reads) or (account is null and person <> 'reader of both'))$$,
  'none of another account (case S4)'
);
select is_empty(
  $$select s.name, s.row from row_seen s join row_seen o using (name, row)
    where s.person = 'reader' and o.person = 'other reader' and s.access = 'account'$$,
  'and the members of two accounts have no row in common'
);
select is_empty(
  $$(select name, row from row_seen where person = 'service' and access = 'account' and account = 'main')
    except (select name, row from row_seen where person = 'reader')$$,
  'but of the own account all'
);
select is_empty(
  $$(select name, row from row_seen where person = 'reader' and access <> 'own' except select name, row from row_seen where person = 'admin')
    union all
    (select name, row from row_seen where person = 'admin' and access <> 'own' except select name, row from row_seen where person = 'reader')$$,
  'an admin sees what a reader sees'
);
select is_empty(
  $$select name, row from row_seen where person = 'service' and access = 'account'
    except select name, row from row_seen where person = 'reader of both'$$,
  'a member of every account sees everything about accounts, and what is about none'
);
select set_eq(
  $$select distinct name, person from row_seen where access = 'all'$$,
  $$select name, p from listed, unnest(array['reader of both', 'service']) p where access = 'all'$$,
  'and what is about the whole database; the member of one account of two does not'
);
select set_eq(
  $$select person, account, row ->> 'role' as role from row_seen where name = 'monitoring.my_memberships'$$,
  $$select person, a, case when a = any (acts) then 'admin' else 'reader' end from person, unnest(reads) a$$,
  'everybody sees where they are a member, and as what'
);
select is_empty(
  $$select p.person, s.row from row_seen s join person p using (person)
    where s.name = 'gazelle.members' and p.role = 'authenticated' and s.row ->> 'user_id' is distinct from p.claims ->> 'sub'$$,
  'and sees no other member'
);
select is_empty(
  $$select p.person, r.run_id, t.seen from person p
    join sync.runs r on r.account_id <> all (p.reads)
    cross join unnest(array['runs', 'lanes']) f
    cross join lateral pg_temp.tried(p.person, format('select coalesce(jsonb_agg(to_jsonb(t)), ''[]'') from monitoring.read_%s(%s) t', f, r.run_id)) t
    where p.role = 'authenticated' and (t.code <> 'ok' or t.seen <> '[]')$$,
  'a run of another account is not found by its number'
);
select is_empty(
  $$select p.person, r.name, t.code
    from person p
    join relation r on r.relkind = 'r'
    join pg_attribute a on a.attrelid = r.oid and a.attnum = 1
    cross join unnest(array[
      format('insert into %s default values', r.name), format('update %s set %I = null where false', r.name, a.attname),
      format('delete from %s where false', r.name), format('truncate %s', r.name)
    ]) s
    cross join lateral pg_temp.tried(p.person, s) t
    where p.role <> 'service_role'
      -- An identity column is refused before the right to change it.
      and ((t.code <> '42501' and not (a.attidentity = 'a' and s like 'update %'))
        or has_table_privilege(p.role, r.oid, 'insert, update, delete, truncate, references, trigger'))$$,
  'nobody but the secret key writes anywhere'
);
select is_empty(
  $$select p.person, r.oid::regprocedure, t.code
    from person p
    join listed l on l.kind = 'function' and l.access in ('service', 'member')
    join routine r on r.name = l.name
    cross join lateral pg_temp.tried(
      p.person,
      (
        select format('select to_jsonb(count(*)) from %s(%s) t', r.name, coalesce(string_agg(format('null::%s', format_type(u.type, null)), ', ' order by u.nth), ''))
        from pg_proc f, unnest(f.proargtypes) with ordinality u (type, nth)
        where f.oid = r.oid
      )
    ) t
    where p.role <> 'service_role' and r.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
      and ((t.code = '42501') = (l.access = 'member' and p.role = 'authenticated')
        or has_function_privilege(p.role, r.oid, 'execute') <> (l.access = 'member' and p.role = 'authenticated'))$$,
  'nobody else calls a function, but for what answers a member'
);
select is_empty(
  $$select o.name, r from routine o cross join unnest(array['anon', 'authenticated']) r
    where o.prorettype = 'trigger'::regtype and has_function_privilege(r, o.oid, 'execute')$$,
  'nor a trigger''s'
);
select is_empty($$select oid::regprocedure from routine where not has_function_privilege('service_role', oid, 'execute')$$, 'the secret key calls all of them');

create temp table action (name text, statement text);
insert into monitoring.channels (channel, takes) values ('wh_main', 'changes');
insert into webhooks.subscriptions (webhook, account_id, url, "position", secret, created_by)
values ('wh_main', 'main', 'https://hooks.gazelle-consumer.ca/in', changes.last_position(), (webhooks.new_secret('wh_main')).id, 'me');
insert into monitoring.deliveries (channel) values ('wh_main');
insert into action values
  ('monitoring.accept_blanks', $$monitoring.accept_blanks('clients', '{row_main}', null, 'main')$$),
  ('monitoring.acknowledge', format('monitoring.acknowledge(%s)', (select alert_id from monitoring.alerts where account_id = 'main'))),
  ('monitoring.acknowledge_hole', format('monitoring.acknowledge_hole(%s)', (select hole_id from sync.holes where account_id = 'main'))),
  ('monitoring.connect_link', $$monitoring.connect_link('main')$$),
  ('monitoring.dismiss_deletions', $$monitoring.dismiss_deletions('pianos', 'main')$$),
  ('monitoring.read_record', $$monitoring.read_record('timeline', 'tme_main', 'main')$$),
  ('monitoring.release_deletions', $$monitoring.release_deletions('pianos', 'main')$$),
  ('monitoring.resolve_alert', format('monitoring.resolve_alert(%s)', (select alert_id from monitoring.alerts where account_id = 'main'))),
  ('monitoring.retry_reject', $$monitoring.retry_reject('timeline', 'tme_main', 'main')$$),
  ('monitoring.retry_rejects', $$monitoring.retry_rejects('timeline', 'main')$$),
  ('monitoring.sync_now', $$monitoring.sync_now('users', 'incremental', 'main')$$),
  ('webhooks.add', $$webhooks.add('https://hooks.gazelle-consumer.ca/in')$$),
  ('webhooks.answer_of', format('webhooks.answer_of(%s)', (select max(delivery_id) from monitoring.deliveries where channel = 'wh_main'))),
  ('webhooks.pause', $$webhooks.pause('wh_main')$$),
  ('webhooks.remove', $$webhooks.remove('wh_main')$$),
  ('webhooks.replay', $$webhooks.replay('wh_main', now()::text)$$),
  ('webhooks.resume', $$webhooks.resume('wh_main')$$),
  ('webhooks.rotate', $$webhooks.rotate('wh_main')$$),
  ('webhooks.test', $$webhooks.test('wh_main')$$);
select set_eq(
  $$select name from action$$, $$select name from listed where access = 'admin'$$, 'every action of the dashboard is tried'
);
select is_empty(
  $$select p.person, a.name, t.code
    from person p
    cross join action a
    cross join lateral pg_temp.tried(p.person, format('select %s', a.statement)) t
    where (t.code = '42501') = ('main' = any (p.acts))$$,
  'an action is for an admin of the account that it is about, and for the secret key'
);
select set_eq(
  $$select p.person, a.name from person p cross join action a
    cross join lateral pg_temp.tried(p.person, format('select %s', a.statement)) t
    where t.code = 'ok' and a.name not in ('monitoring.sync_now', 'monitoring.connect_link')$$,
  $$select p, name from action, unnest(array['admin', 'service']) p where name not in ('monitoring.sync_now', 'monitoring.connect_link')$$,
  'for them it does what it says'
);
select set_eq(
  $$select p.person from person p cross join lateral pg_temp.tried(p.person, 'select monitoring.test_channel(''email'')') t where t.code <> '42501'$$,
  $$values ('service')$$, 'what is about all accounts is no matter of the admin of one'
);

select is_empty(
  $$select o.relname, r from pg_class o join ours n on n.oid = o.relnamespace cross join unnest(array['anon', 'authenticated']) r
    where o.relkind = 'S' and has_sequence_privilege(r, o.oid, 'usage, select, update')$$,
  'no sequence is anybody''s'
);
select is_empty(
  $$select p.oid::regprocedure from pg_proc p join ours n on n.oid = p.pronamespace,
      aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee = 0$$,
  'nothing is open to everybody'
);

select * from finish();
rollback;
