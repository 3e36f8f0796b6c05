-- One clear winner or none: exact rules first, then likeness of names.

create function reconcile.resolve_matches(p_kind text, p_account text, p_least numeric, p_margin numeric)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
  update reconcile.legacy_references r
  set matched_id = w.id, method = w.method, score = w.score, matched_at = now()
  from (
    select
      r.legacy_key,
      case when d.legacy_key is not null then d.matched_id else coalesce(e.id, s.id) end as id,
      case
        when d.legacy_key is not null then 'decision'
        when e.id is not null then e.method
        when s.id is not null then 'similar'
      end as method,
      case when d.legacy_key is null then coalesce(e.score, s.score) end as score
    from reconcile.legacy_references r
    left join reconcile.match_decisions d using (account_id, kind, legacy_key)
    left join lateral (
      -- The one candidate that agrees with every exact rule that any candidate agrees with. Two such, or rules that disagree, decide nothing.
      select min(c.id) as id, min(array_to_string(c.rules, '+')) as method, min(c.score) as score
      from reconcile.match_candidates c
      where c.account_id = r.account_id and c.kind = r.kind and c.legacy_key = r.legacy_key
        and c.rules @> (
          select array_agg(distinct u.rule)
          from reconcile.match_candidates o
          cross join unnest(o.rules) u (rule)
          where o.account_id = r.account_id and o.kind = r.kind and o.legacy_key = r.legacy_key
        )
      having count(*) = 1
    ) e on true
    left join lateral (
      select b.id, b.score
      from (
        select c.id, c.score, lead(c.score, 1, 0) over (order by c.score desc, c.id) as next_score
        from reconcile.match_candidates c
        where c.account_id = r.account_id and c.kind = r.kind and c.legacy_key = r.legacy_key
          and c.rules = '{}' and not c.is_hint
        order by c.score desc, c.id
        limit 1
      ) b
      where b.score >= p_least and b.score - b.next_score >= p_margin
        and not exists (
          select from reconcile.match_candidates o
          where o.account_id = r.account_id and o.kind = r.kind and o.legacy_key = r.legacy_key and o.rules <> '{}'
        )
    ) s on true
    where r.account_id = p_account and r.kind = p_kind
  ) w
  where r.account_id = p_account and r.kind = p_kind and r.legacy_key = w.legacy_key
    and (r.matched_at is null or (r.matched_id, r.method, r.score) is distinct from (w.id, w.method, w.score));

  return (
    select jsonb_build_object(
      'references', count(*),
      'matched', count(*) filter (where r.matched_id is not null),
      'decided', count(*) filter (where r.method = 'decision'),
      'undecided', count(*) filter (where r.method is null)
    )
    from reconcile.legacy_references r
    where r.account_id = p_account and r.kind = p_kind
  );
end;
$$;

comment on function reconcile.resolve_matches(text, text, numeric, numeric) is
  'Chooses among the candidates of a kind: a person''s decision, else the only one that agrees with all exact rules, else the one that is at least p_least alike and p_margin more than the next.';
