-- Where a message may go. The function that sends it looks at the addresses behind a name as well.

create function webhooks.host_of(p_url text)
returns text
language sql
immutable
set search_path = ''
return lower(substring(p_url from '^https?://(\[[0-9a-fA-F:.]+\]|[^][/?#:@\s\\]+)(?::[0-9]{1,5})?(?:[/?#]|$)'));

comment on function webhooks.host_of(text) is 'The host of an address: a name, or an IP address; null for what is no address, or has a user in it.';

create function webhooks.is_local()
returns boolean
language sql
stable
security definer
set search_path = ''
return (
  select coalesce(bool_or(webhooks.host_of(s.decrypted_secret) in ('localhost', '127.0.0.1', '[::1]')), false)
  from vault.decrypted_secrets s where s.name = 'gazelle_functions_url'
);

comment on function webhooks.is_local() is 'Whether this is the local system, from which messages may go to the own machine.';

create function webhooks.is_private(p_host text)
returns boolean
language plpgsql
immutable
set search_path = ''
as $$
declare
  v_ip inet;
begin
  if p_host ~ '^([0-9]{1,3}\.){3}[0-9]{1,3}$' or p_host ~ '^\[' then
    v_ip := trim(both '[]' from p_host)::inet;
    return v_ip <<= any (array[
      '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/3'
    ]::inet[]) or (family(v_ip) = 6 and not v_ip <<= '2000::/3'::inet) or v_ip <<= '2001:db8::/32'::inet or v_ip <<= '2002::/16'::inet;
  end if;
  -- A name in the internet has a dot, and letters at its end: no other way to write an address passes for one.
  return p_host !~ '\.[a-z][a-z0-9-]*[a-z0-9]\.?$' or p_host ~ '\.(localhost|local|internal|intranet|lan|home|arpa|test|invalid|example|onion)\.?$';
exception
  when invalid_text_representation then
    return true;
end;
$$;

comment on function webhooks.is_private(text) is
  'Whether a host is not of the public internet: private and reserved addresses (RFC 6890), names without a dot, names of networks at home, and addresses in other ways of writing.';

create function webhooks.checked_url(p_url text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  v_host constant text := webhooks.host_of(p_url);
begin
  if v_host is null or length(p_url) > 2000 or p_url ~ '[[:cntrl:][:space:]]' then
    raise exception 'that is no address of a webhook' using errcode = 'GZ400', hint = 'Write it as https://host/path, without a user in it; 2,000 characters at most.';
  elsif not webhooks.is_local() then
    if p_url !~* '^https://' then
      raise exception 'a webhook''s address begins with https://' using errcode = 'GZ400', hint = 'Its messages hold data of the company.';
    elsif webhooks.is_private(v_host) then
      raise exception 'the address is not a public internet address: %', sync.fit_text(v_host, 100) using errcode = 'GZ400', hint = 'Give an address that anybody can reach.';
    elsif exists (
      select from vault.decrypted_secrets s where s.name = 'gazelle_functions_url' and webhooks.host_of(s.decrypted_secret) = rtrim(v_host, '.')
    ) then
      raise exception 'the address is this project''s own' using errcode = 'GZ400', hint = 'A function of the own project can read changes.log itself.';
    end if;
  end if;
  return p_url;
end;
$$;

comment on function webhooks.checked_url(text) is 'An address to which messages may go. Raises GZ400 for any other.';
