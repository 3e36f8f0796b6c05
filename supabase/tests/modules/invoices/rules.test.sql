-- An invoice that does not add up is kept as it came, and said so.
begin;
select plan(8);

create function pg_temp.invoice(p_id text, p_subtotal jsonb, p_items jsonb, p_more boolean default false)
returns text
language plpgsql
as $$
begin
  perform sync.stage_nodes('invoices', 'main', null, jsonb_build_array(jsonb_build_object(
    'id', p_id, 'subTotal', p_subtotal,
    'allInvoiceItems', jsonb_build_object('nodes', p_items, 'pageInfo', jsonb_build_object('hasNextPage', p_more))
  )));
  return (
    select status || coalesce((select ' ' || string_agg(i ->> 'rule', ',' order by i ->> 'rule') from jsonb_array_elements(issues) i), '')
    from staging.stg_invoices where external_id = p_id
  );
end;
$$;
select is(pg_temp.invoice('inv_1', '300', '[{"id": "ini_1", "subTotal": 100}, {"id": "ini_2", "subTotal": 200}]'), 'promoted', 'what adds up adds up');
select is(
  pg_temp.invoice('inv_2', '301', '[{"id": "ini_3", "subTotal": 100}, {"id": "ini_4", "subTotal": 200}]'), 'promoted items_do_not_add_up', 'what does not is said'
);
select results_eq(
  $$select i.subtotal, sum(t.subtotal)::int from gazelle.invoices i join gazelle.invoice_items t on t.invoice_id = i.id where i.id = 'inv_2' group by 1$$,
  $$values (301, 300)$$, 'and kept as it came, both sides'
);
select is(pg_temp.invoice('inv_3', '301', '[{"id": "ini_5", "subTotal": 100}]', true), 'promoted', 'a list that goes on proves nothing');
select is(
  pg_temp.invoice('inv_6', '301', '[{"id": "ini_7", "subTotal": 100}, null]'), 'promoted', 'nor does one of which Gazelle gives an item as null'
);
select is(pg_temp.invoice('inv_4', 'null', '[{"id": "ini_6", "subTotal": 100}]'), 'promoted', 'nor does a total that is not there');
select is(pg_temp.invoice('inv_5', '175.5', '[]'), 'promoted bad_integer', 'half a cent is no number of cents');
select is(subtotal, null, 'and is left empty: no guess makes dollars of it') from gazelle.invoices where id = 'inv_5';

select * from finish();
rollback;
