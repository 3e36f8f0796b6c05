-- Items and payments that left their invoice's list are gone; those whose list goes on are not.
begin;
select plan(6);

create function pg_temp.stage(p_items jsonb, p_payments jsonb, p_more boolean default false)
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('invoices', 'main', null, jsonb_build_array(jsonb_build_object(
    'id', 'inv_1',
    'allInvoiceItems', jsonb_build_object('nodes', p_items, 'pageInfo', jsonb_build_object('hasNextPage', p_more)),
    'allInvoicePayments', jsonb_build_object('nodes', p_payments, 'pageInfo', jsonb_build_object('hasNextPage', p_more))
  )));
  return (
    select string_agg(id, ' ' order by id)
    from (select id from gazelle.invoice_items where deleted_at is null union all select id from gazelle.invoice_payments where deleted_at is null) c
  );
end;
$$;
select is(pg_temp.stage('[{"id": "ini_1"}, {"id": "ini_2"}]', '[{"id": "ipy_1"}]'), 'ini_1 ini_2 ipy_1', 'all are there');
select is(pg_temp.stage('[{"id": "ini_1"}]', '[]'), 'ini_1', 'what left is gone');
select is(pg_temp.stage('[]', '[]', true), 'ini_1', 'a list that goes on deletes nothing');
select is(pg_temp.stage('[null]', '[null]'), 'ini_1', 'nor does one with a null');
select is(
  array_length(string_to_array(pg_temp.stage((select jsonb_agg(jsonb_build_object('id', 'ini_' || n)) from generate_series(1, 120) n), '[{"id": "ipy_1"}]'), ' '), 1),
  121, 'a hundred and twenty items are a hundred and twenty, and the payment is back'
);
select sync.delete_records('invoices', 'main', '{inv_1}');
select is_empty(
  $$select from reconcile.mirror where deleted_at is null and id <> 'mit_1'$$, 'an invoice that is gone takes its items and payments with it'
);

select * from finish();
rollback;
