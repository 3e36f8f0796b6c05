-- Whether Supabase Auth lets anybody sign up: only it knows, and only over HTTP, so the function alerts asks it each hour.

create table monitoring.sign_up (
  singleton boolean primary key default true constraint is_one_row check (singleton),
  asked_at timestamptz,
  is_open boolean not null default false,
  is_anonymous_open boolean not null default false
);

comment on table monitoring.sign_up is 'What Supabase Auth last said of its sign-up. One row; where there is no Auth, nothing is noted.';
comment on column monitoring.sign_up.asked_at is 'When it was last asked, whatever came of it.';
comment on column monitoring.sign_up.is_open is 'Whoever has an e-mail address may sign up.';
comment on column monitoring.sign_up.is_anonymous_open is 'Not even an e-mail address is needed.';

insert into monitoring.sign_up default values;

alter table monitoring.sign_up enable row level security;

create function monitoring.take_sign_up_check()
returns boolean
language plpgsql
security definer
set search_path = ''
as $$
begin
  update monitoring.sign_up s
  set asked_at = now()
  where s.singleton and coalesce(s.asked_at < now() - interval '1 hour', true);
  return found;
end;
$$;

comment on function monitoring.take_sign_up_check() is 'True once an hour: the caller asks Supabase Auth, and gives its answer to monitoring.note_sign_up.';

create function monitoring.note_sign_up(p_is_open boolean, p_is_anonymous_open boolean)
returns void
language sql
security definer
set search_path = ''
begin atomic
  update monitoring.sign_up s set is_open = p_is_open, is_anonymous_open = p_is_anonymous_open where s.singleton;
end;

comment on function monitoring.note_sign_up(boolean, boolean) is 'Stores what Supabase Auth says of its sign-up, for the rule sign_up_open.';
