-- Text by locale, Gazelle's I18nString. A domain, so that a column says by its type that it holds an object: of jsonb alone a
-- list would do, and what reads the texts by locale would fail of it.
create domain reconcile.localized_text as jsonb constraint is_object check (jsonb_typeof(value) = 'object');

comment on domain reconcile.localized_text is 'Text by locale: {"fr_CA": "…", "en_US": "…"}.';
