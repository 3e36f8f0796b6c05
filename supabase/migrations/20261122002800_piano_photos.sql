-- Written by `npm run generate:migrations` from supabase/: schemas/gazelle/31_piano_photos.sql. Do not edit.

-- Photos of pianos: a list inside each record of the module pianos.

create table gazelle.piano_photos (
  id text primary key,
  account_id text not null,
  piano_id text references gazelle.pianos,
  taken_at timestamptz,
  notes text,
  is_used_by_estimates boolean,
  url text,
  mime_type text,
  size int,
  width int,
  height int,
  thumbnail_url text,
  gazelle_created_at timestamptz
);

comment on table gazelle.piano_photos is 'Photos of pianos. The images stay with Gazelle.';
comment on column gazelle.piano_photos.url is 'Where Gazelle serves the original. Whether it changes or expires is not known: read it when it is needed.';
comment on column gazelle.piano_photos.size is 'Bytes of the original; mime_type, width and height are the original''s too.';

select reconcile.add_entity('piano_photos', 'pianos', owner => 'piano_id', list => 'allPianoPhotos', fields => '{
  "url": "original.url", "mime_type": "original.mimeType", "size": "original.size", "width": "original.dimensions.width",
  "height": "original.dimensions.height", "thumbnail_url": "thumbnail.url"
}');
