-- Version 5 has records twice: of each, one row counts.

create function reconcile.v5_copies(p_rows jsonb)
returns table (id text, item jsonb, place bigint)
language sql
immutable parallel safe
-- What the planner takes any list in JSON for.
rows 100
set search_path = ''
begin atomic
  -- Nearly every record is there once, and needs no second look.
  select c.id, c.item, row_number() over (
    partition by c.id
    order by
      case when c.copies > 1 then reconcile.v5_instant(c.item -> 'updated_at') end desc nulls last,
      case when c.copies > 1 then (select count(*) from jsonb_each(c.item) f where f.value <> 'null') end desc,
      case when c.copies > 1 then c.item end
  )
  from (
    select r.id, r.item, count(*) over (partition by r.id) as copies
    from (select reconcile.v5_id(i.item) as id, i.item from jsonb_array_elements(p_rows) i (item)) r
    where r.id is not null
  ) c;
end;

comment on function reconcile.v5_copies(jsonb) is
  'The rows of a page that have a key. place: among the rows of the same key, from 1; the newest counts (updated_at), then the one with more in it.';
