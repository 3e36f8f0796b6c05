-- Who signs up reads nothing without a membership; but nobody should be there whom nobody invited.

create function monitoring.find_sign_up_open()
returns setof monitoring.problem
language sql
stable
set search_path = ''
as $$
  select
    null, null, 'sign-up',
    case
      when s.is_anonymous_open then 'Supabase Auth lets anybody sign up, anonymously too.'
      else 'Supabase Auth lets anybody sign up who has an e-mail address.'
    end,
    jsonb_build_object('anonymous', s.is_anonymous_open)
  from monitoring.sign_up s
  where s.is_open;
$$;

comment on function monitoring.find_sign_up_open() is 'Rule sign_up_open: one problem for the project, as Supabase Auth last said.';
