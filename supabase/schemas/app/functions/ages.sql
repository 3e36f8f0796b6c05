-- How old is what one looks at.

create function app.ages(p_account text)
returns table (module text, title jsonb, last_success_at timestamptz, as_of timestamptz, fresh_within interval, is_late boolean)
language plpgsql
stable
set search_path = ''
as $$
#variable_conflict use_column
begin
  return query
  select h.module, h.title, h.last_success_at, h.watermark, h.fresh_within, h.late
  from monitoring.module_health h
  where h.account_id = p_account
  order by h."position", h.module;
end;
$$;

comment on function app.ages(text) is
  'How old each kind of data is, a row a module: title by language, when a sync of it last succeeded, as of when it is here (what Gazelle shows a poll), its freshness target, and whether it is past that.';
grant execute on function app.ages(text) to authenticated;
