-- Vocabulary of readings: temperature, humidity and pitch in French and English notes.

create function reconcile.reading_words()
returns jsonb
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(f.form, c.code)
    from (
      values
        -- Names of quantities and their initials; N and S: the sentence of Gazelle's own summary.
        ('W', 'temp tempér* temper* tempra* thermomètre thermometer'),
        ('w', 't'),
        ('U', 'hum humid humidi* hygrom* hr rh'),
        ('u', 'h'),
        ('P', 'accord* tuned tuning tune diapas* pitch pitched'),
        ('N', 'mesure measurement'),
        ('S', 'prise taken'),
        -- Marks.
        ('c', 'c f ℃ ℉ celsius fahrenheit'),
        ('d', '° º ˚ o deg degré degrés degree degrees'),
        ('h', '% ％ percent pourcent'),
        ('z', 'hz hertz'),
        -- Fillers between a name and its number, or between two numbers. F: as found, before the tuning.
        ('a', 'a à'),
        ('l', 'la'),
        ('r', 'to et and ou or'),
        ('e', 'd de des du of'),
        ('F', 'was était trouvé found arrivé arrived arrival arrivée avant before initia*'),
        (
          '~',
          'about actuel* affich* ambiante ambient approx* at au aujourd autour avec basse ce cet correcte curren* dans dry en encore '
          'env environ est fait fut haute high hui il in indiqu* is it l laissé le left level low lu lue mais maintenant matin measur* '
          'mesuré* monté niveau now on only près présen* raised reading reads rel relati* remonté s sec seulement shows soir stable still '
          'taux the this today toujours très vers with élevée'
        ),
        (
          'p',
          'auditorium basement bureau cave chapelle chapel church classe église foyer hall local loge piano pièce room salle salon '
          'scène stage studio théâtre theatre'
        ),
        -- Numbers near these words are settings, not measurements. A: those that follow in the clause; B: those before too.
        (
          'A',
          'thermo* chauff* heating garder garde gardez keep mainte* mainti* viser visez vise consei* sugges* suggér* devrait doit '
          'should must dépass* exceed* if lorsque quand when want wants veut exige'
        ),
        ('B', 'idéal idéale* ideal ideall* recomm* cible target demand* reques* souhai* max maximum minimum'),
        ('O', 'dehors extéri* outside outdoor outdoors'),
        (
          'L',
          'plus moins sous below above over under jusqu up than no app apt appart* suite porte model modèle série serial unit '
          'bus code poste chambre'
        ),
        (
          'R',
          'rabais dépôt acompte escomp* satisf* off discou* deposi* payé payée payés paid paie loyer rent tps tvq taxe taxes tax '
          'gst qst rempla* replac* conten* happy worn done comple* frais pourbo* tip'
        ),
        ('M', 'rue av ave avenue boul boulev* ch chemin street st road dollars mm cm km g min lb kg'),
        ('x', 'humidistat humidificateur humidificateurs humidifier humidex temperament')
    ) c (code, words)
    cross join lateral string_to_table(c.words, ' ') w (word)
    -- With accents, without them, and as capitals leave them under lower() in collation C.
    cross join lateral (
      values
        (w.word), (translate(w.word, 'àâéèêîô', 'aaeeeio')), (translate(w.word, 'àâéèêîô', 'ÀÂÉÈÊÎÔ'))
    ) f (form)
  );
end;
$$;

comment on function reconcile.reading_words() is
  'The words that decide whether a number is a reading, each with its code. Six letters and * stand for all words that begin so. The planner folds it into a constant.';

create function reconcile.may_hold_reading(p_text text)
returns boolean
language plpgsql
immutable parallel safe
set search_path = ''
as $$
begin
  return p_text collate "C"
    ~ '[0-9][ \u00a0\u2009\u202f]*([%°º˚℃℉％]|[oO]?[CcFf]([^A-Za-z]|$|els|ahr)|[HhPp]|[Dd][Ee][Gg])|4[34][0-9]|[Tt](emp|herm)|TEMP|THERM|[Hh](um|yg)|HUM|HYG|[Rr]\.?[Hh]|[Hh]\.?[Rr]|[Tt]h?°? ?[:=]? ?[0-9]';
end;
$$;

comment on function reconcile.may_hold_reading(text) is
  'Cheap filter before the four stages: never false for a text that holds a reading. 5 µs for a hundred characters.';
