-- What to do with an error is told by its SQLSTATE, never by its words.
begin;
select plan(32);

create table public.fault (code text);
create function public.fail()
returns trigger
language plpgsql
as $$
begin
  if (select code from public.fault) is not null and new.id = 'usr_2' then
    raise exception 'it broke' using errcode = (select code from public.fault);
  end if;
  return new;
end;
$$;
create trigger fail before insert or update on gazelle.users for each row execute function public.fail();
insert into public.fault values (null);

create function pg_temp.outcome(p_code text)
returns text
language plpgsql
as $$
declare
  v_outcome text;
begin
  update public.fault set code = p_code;
  begin
    insert into staging.stg_users (account_id, external_id, raw_data)
    select 'main', 'usr_' || n, jsonb_build_object('id', 'usr_' || n) from generate_series(1, 4) n;
    v_outcome := (select string_agg(status, ' ' order by external_id) || ', ' || (select count(*) from gazelle.users) from staging.stg_users);
    raise exception using errcode = 'GZ000';
  exception
    when sqlstate 'GZ000' then
      return v_outcome;
    when query_canceled or others then
      return 'raised ' || sqlstate;
  end;
end;
$$;

select is(pg_temp.outcome(null), 'promoted promoted promoted promoted, 4', 'without an error all are promoted');
select is(pg_temp.outcome(code), 'raised ' || code, format('%s is the machine''s trouble: the page is sent again', code))
from unnest(array['40001', '40P01', '53100', '53200', '53300', '55P03', '55006', '57014', '57P01', '58030', 'XX000', 'XX001', '54001']) code;
select is(pg_temp.outcome(code), 'promoted rejected promoted promoted, 3', format('%s is the row''s: it is refused alone', code))
from unnest(array['22003', '22P02', '22021', '23502', '23503', '23505', '23514', '54000', 'P0001', 'GZ999']) code;
select is(pg_temp.outcome(code), 'pending pending pending pending, 0', format('%s is ours: the page waits for the repair', code))
from unnest(array['42703', '42P01', '42883', '42501', '0A000', '39000', '2F005', '25006']) code;

select * from finish();
rollback;
