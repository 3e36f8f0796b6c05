-- The one form in which serial numbers, telephone numbers, addresses and names are compared; what says nothing is null.
begin;
select plan(43);

select is(reconcile.plain_serial(v), e, format('the serial number %s', coalesce(quote_literal(v), 'null')))
from (values
  ('J 1234567', 'J1234567'), ('j-123.4567', 'J1234567'), ('0001234', '1234'), ('1234 ', '1234'), ('№ 12345', '12345'), ('A0012', 'A0012'),
  (null, null), ('', null), ('?', null), ('N/A', null), ('0', null), ('000000', null), ('12', null), ('inconnu', null), ('---', null)
) t (v, e);

select is(reconcile.plain_phone(v), e, format('the telephone number %s', coalesce(quote_literal(v), 'null')))
from (values
  ('(514) 555-0101', '5145550101'), ('+1 514-555-0101', '5145550101'), ('514.555.0101 x 12', '5145550101'), ('514 555 0101 EXT 3', '5145550101'),
  ('555-0101', '5550101'), ('1-514-555-0101x2', '5145550101'), (null, null), ('', null), ('555-010', null), ('x 5145550101', null), ('poste 12', null)
) t (v, e);

select is(reconcile.plain_email(v), e, format('the address %s', coalesce(quote_literal(v), 'null')))
from (values
  (' Marie@Example.COM ', 'marie@example.com'), ('a@b', 'a@b'), (null, null), ('', null), ('marie', null), ('@example.com', null), ('marie@', null), ('@', null)
) t (v, e);

select is(reconcile.plain(v), e, format('the name %s', coalesce(quote_literal(v), 'null')))
from (values
  ('Jean-François Côté', 'jean francois cote'), ('  ÉCOLE  St.-Jean ', 'ecole st jean'), ('O’Brien', 'o brien'), ('Œuvre', 'oeuvre'),
  (null, null), ('', null), ('–', null), ('🎹', null), ('1er étage', '1er etage')
) t (v, e);

select * from finish();
rollback;
