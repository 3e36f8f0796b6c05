-- URL and key are kept in Vault, encrypted, and can be changed.
begin;
select plan(4);

delete from vault.secrets;
select is(
  sync.connect_functions('http://127.0.0.1:1/functions/v1/', 'sb_secret_one'), 'The schedule calls http://127.0.0.1:1/functions/v1.',
  'it says what the schedule calls'
);
select results_eq(
  $$select name, decrypted_secret from vault.decrypted_secrets order by name$$,
  $$values ('gazelle_functions_url', 'http://127.0.0.1:1/functions/v1'), ('gazelle_secret_key', 'sb_secret_one')$$,
  'both are in Vault'
);
select is_empty($$select from vault.secrets where secret like '%sb_secret%'$$, 'the key is not readable in the table');
select sync.connect_functions('http://127.0.0.1:2/functions/v1', 'sb_secret_two');
select results_eq(
  $$select name, decrypted_secret from vault.decrypted_secrets order by name$$,
  $$values ('gazelle_functions_url', 'http://127.0.0.1:2/functions/v1'), ('gazelle_secret_key', 'sb_secret_two')$$,
  'a second call replaces them'
);

select * from finish();
rollback;
