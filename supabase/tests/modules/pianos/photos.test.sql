-- Photos of a piano; what left the list is gone, and one without an id is named.
begin;
select plan(4);

select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "primaryPianoPhoto": {"id": "ppp_1"}, "allPianoPhotos": {"pageInfo": {"hasNextPage": false}, "nodes": [
  {"id": "ppp_1", "takenAt": "2026-02-03T20:56:01Z", "notes": "", "isUsedByEstimates": true, "original": {"url": "https://example.com/1.jpg", "mimeType": "image/jpeg",
   "size": 800000, "dimensions": {"width": 4032, "height": 3024}}, "thumbnail": {"url": "https://example.com/1s.jpg"}, "createdAt": "2026-02-03T20:56:01Z"},
  {"id": "ppp_2", "takenAt": null, "original": null, "thumbnail": "petite"}, {"id": null}
]}}]');
select results_eq(
  $$select id, piano_id, taken_at, notes, is_used_by_estimates, url, mime_type, size, width, height, thumbnail_url from gazelle.piano_photos order by id$$,
  $$values
    ('ppp_1', 'ins_1', timestamptz '2026-02-03 20:56:01Z', null::text, true, 'https://example.com/1.jpg', 'image/jpeg', 800000, 4032, 3024, 'https://example.com/1s.jpg'),
    ('ppp_2', 'ins_1', null, null, null, null, null, null, null, null, null)$$,
  'each photo is a row'
);
select is((select primary_photo_id from gazelle.pianos), 'ppp_1', 'one is the first');
select results_eq(
  $$select i ->> 'rule', i ->> 'field' from staging.stg_pianos s, jsonb_array_elements(s.issues) i where external_id = 'ins_1' order by 1, 2$$,
  $$values ('bad_text', 'thumbnail.url'), ('child_without_id', 'allPianoPhotos')$$, 'what cannot be read is named'
);
select sync.stage_nodes('pianos', 'main', null, '[{"id": "ins_1", "allPianoPhotos": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "ppp_2"}]}}]');
select results_eq($$select id from gazelle.piano_photos where deleted_at is null$$, $$values ('ppp_2')$$, 'a photo that left the list is gone');

select * from finish();
rollback;
