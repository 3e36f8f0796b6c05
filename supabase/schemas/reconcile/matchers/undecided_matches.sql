-- What waits for such a decision, with the candidates and the reason.

create view reconcile.undecided_matches with (security_invoker = on) as
select
  r.account_id,
  r.kind,
  r.legacy_key,
  r.facts,
  case
    when r.matched_at is null then 'not_matched_yet'
    when c.candidates is null then 'nothing_like_it'
    when c.is_exact then 'several_or_contradictory'
    else 'not_alike_enough'
  end as reason,
  coalesce(c.candidates, '[]') as candidates
from reconcile.legacy_references r
left join lateral (
  select
    bool_or(c.rules <> '{}') as is_exact,
    jsonb_agg(
      jsonb_build_object('id', c.id, 'name', c.name, 'score', round(c.score, 2), 'rules', c.rules)
      order by cardinality(c.rules) desc, c.score desc, c.id
    ) as candidates
  from reconcile.match_candidates c
  where c.account_id = r.account_id and c.kind = r.kind and c.legacy_key = r.legacy_key
) c on true
where r.method is null;

comment on view reconcile.undecided_matches is
  'References that wait for a person: reconcile.decide_match(kind, key, id). With their candidates, best first: {id, name, score, rules}.';
