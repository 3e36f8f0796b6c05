-- Where a message may go, and who may say so.
begin;
select plan(54);
select set_config('request.jwt.claims', '{"role": "service_role"}', true);

select sync.connect_functions('https://abcdefghijklmnopqrst.supabase.co/functions/v1', 'sb_secret_key');
select lives_ok(format('select webhooks.checked_url(%L)', u), format('%s may be told', u))
from unnest(array[
  'https://hooks.gazelle-consumer.ca/in', 'https://hooks.zapier.com:8443/hooks/catch/1/a?x=1#y', 'https://203.0.114.9/in', 'https://[2606:4700::1111]/in', 'https://xn--pno-0ma.ca/é'
]) u;
select throws_ok(format('select webhooks.checked_url(%L)', u), 'GZ400', null, format('%s may not be told', coalesce(u, 'null')))
from unnest(array[
  null, '', 'hooks.zapier.com', 'ftp://hooks.zapier.com', 'http://hooks.zapier.com/in', 'https://', 'https://user:word@hooks.zapier.com/', 'https://hooks.zapier.com\@localhost/', 'https:///in',
  'https://localhost/in', 'https://LOCALHOST/', 'https://a.localhost/', 'https://router.local/', 'https://db.internal/', 'https://intranet/', 'https://127.0.0.1/', 'https://127.1/', 'https://2130706433/',
  'https://0x7f000001/', 'https://0177.0.0.1/', 'https://0/', 'https://10.1.2.3/', 'https://172.16.0.1/', 'https://192.168.1.1:8443/', 'https://169.254.169.254/latest/meta-data', 'https://100.64.0.1/', 'https://0.0.0.0/',
  'https://224.0.0.1/', 'https://255.255.255.255/', 'https://[::1]/', 'https://[::]/', 'https://[fe80::1]/', 'https://[fd00::1]/', 'https://[::ffff:10.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[2002:7f00:1::]/',
  'https://999.1.1.1/', 'https://hooks.zapier.com/ in', e'https://hooks.zapier.com/\nin', 'https://abcdefghijklmnopqrst.supabase.co/functions/v1/changes', 'https://ABCDEFGHIJKLMNOPQRST.supabase.co./',
  'https://hooks.zapier.com/' || repeat('a', 2000)
]) u;

select throws_ok($$select webhooks.add('https://hooks.zapier.com/', '{pianoes}')$$, 'GZ400', null, 'nor of what is no entity');
select throws_ok($$select webhooks.add('https://hooks.zapier.com/', '{pianos}', '{price}')$$, 'GZ400', null, 'of a field that it has not');
select throws_ok($$select webhooks.add('https://hooks.zapier.com/', p_batch => 101)$$, 'GZ400', null, 'or of more at once than a message holds');
select throws_ok($$select webhooks.add('https://hooks.zapier.com/', p_account => 'nobody')$$, 'GZ403', null, 'and of no account that is not there');
select lives_ok($$select webhooks.add('https://hooks.zapier.com/', '{pianos,clients}', '{serial_number,company_name}', 100)$$, 'fields may be those of any of its entities');
select sync.connect_functions('http://127.0.0.1:54321/functions/v1', 'sb_secret_key');
select lives_ok($$select webhooks.add('http://127.0.0.1:9/in')$$, 'the local system may tell the own machine');
select is((select count(*) from webhooks.list()), 2::bigint, 'both are listed');

select * from finish();
rollback;
