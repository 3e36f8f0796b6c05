-- What texts are found by: indexes of trigrams over plain texts, and how well one fits.

create index clients_search_name on gazelle.clients using gin ((reconcile.plain(left(display_name, 200))) extensions.gin_trgm_ops);
create index clients_search_notes on gazelle.clients using gin (
  (reconcile.plain(left(coalesce(personal_notes, '') || ' ' || coalesce(preference_notes, ''), 2000))) extensions.gin_trgm_ops
);
create index contacts_search_name on gazelle.contacts using gin (
  (reconcile.plain(left(coalesce(first_name, '') || ' ' || coalesce(last_name, ''), 200))) extensions.gin_trgm_ops
);
create index contact_phones_search on gazelle.contact_phones using gin ((reconcile.plain_phone(phone_number)) extensions.gin_trgm_ops);
create index contact_emails_search on gazelle.contact_emails using gin ((reconcile.plain(left(email, 200))) extensions.gin_trgm_ops);
create index contact_locations_search on gazelle.contact_locations using gin (
  (reconcile.plain(left(coalesce(street1, '') || ' ' || coalesce(municipality, '') || ' ' || coalesce(postal_code, ''), 300))) extensions.gin_trgm_ops
);
create index pianos_search_serial on gazelle.pianos using gin ((reconcile.plain_serial(serial_number)) extensions.gin_trgm_ops);
create index pianos_search_title on gazelle.pianos using gin (
  (reconcile.plain(left(coalesce(make, '') || ' ' || coalesce(model, '') || ' ' || coalesce(location, ''), 300))) extensions.gin_trgm_ops
);
create index pianos_search_notes on gazelle.pianos using gin ((reconcile.plain(left(notes, 2000))) extensions.gin_trgm_ops);

create function app.likeness(p_plain text, p_text text)
returns real
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return extensions.word_similarity(p_plain, p_text)
    + case when p_text = p_plain then 0.5 when p_text like p_plain || '%' then 0.3 when p_text like '% ' || p_plain || '%' then 0.2 else 0 end;
end;
$$;

comment on function app.likeness(text, text) is 'How well plain words fit a plain text: 0 to 1.5. The whole text counts most, then its beginning, then the beginning of a word.';
