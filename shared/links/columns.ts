/** The heads of a sheet's columns, in both languages. */
export const columnWords: Record<string, { en: string; fr: string }> = {
  address: { en: 'Address', fr: 'Adresse' },
  city: { en: 'City', fr: 'Ville' },
  client_name: { en: 'Client', fr: 'Client' },
  currency: { en: 'Currency', fr: 'Devise' },
  date: { en: 'Date', fr: 'Date' },
  due_on: { en: 'Due on', fr: 'Échéance' },
  email: { en: 'E-mail', fr: 'Courriel' },
  gazelle_url: { en: 'Client in Gazelle', fr: 'Client dans Gazelle' },
  humidity: { en: 'Humidity (%)', fr: 'Humidité (%)' },
  id: { en: 'Id', fr: 'Identifiant' },
  is_confirmed: { en: 'Confirmed', fr: 'Confirmé' },
  is_out_of_range: { en: 'Out of range', fr: 'Hors limites' },
  is_overdue: { en: 'Overdue', fr: 'En retard' },
  language: { en: 'Language', fr: 'Langue' },
  last_reading_on: { en: 'Last reading', fr: 'Dernière mesure' },
  last_service_on: { en: 'Last service', fr: 'Dernier service' },
  local_date: { en: 'Date', fr: 'Date' },
  local_time: { en: 'Time', fr: 'Heure' },
  location: { en: 'Location', fr: 'Emplacement' },
  minutes: { en: 'Minutes', fr: 'Minutes' },
  name: { en: 'Name', fr: 'Nom' },
  next_service_on: { en: 'Next service', fr: 'Prochain service' },
  number: { en: 'Number', fr: 'Numéro' },
  owed: { en: 'Owed ($)', fr: 'Dû ($)' },
  phone: { en: 'Telephone', fr: 'Téléphone' },
  pianos: { en: 'Pianos', fr: 'Pianos' },
  pitch: { en: 'Pitch (Hz)', fr: 'Diapason (Hz)' },
  postal_code: { en: 'Postal code', fr: 'Code postal' },
  region: { en: 'Province', fr: 'Province' },
  serial_number: { en: 'Serial number', fr: 'Numéro de série' },
  status: { en: 'Status', fr: 'État' },
  street: { en: 'Street', fr: 'Rue' },
  technician_name: { en: 'Technician', fr: 'Technicien' },
  temperature: { en: 'Temperature (°C)', fr: 'Température (°C)' },
  title: { en: 'Title', fr: 'Titre' },
  total: { en: 'Total ($)', fr: 'Total ($)' },
  type: { en: 'Type', fr: 'Type' },
  year: { en: 'Year', fr: 'Année' },
}

/** The columns of each sheet, in the order of `app.read_sheet`: the heads of one without a row. */
export const columnsOf: Record<string, string[]> = {
  pianos:
    'client_name title serial_number year type location status last_service_on next_service_on is_overdue last_reading_on humidity temperature pitch is_out_of_range gazelle_url id'.split(
      ' ',
    ),
  clients:
    'name status street city region postal_code phone email language pianos last_service_on next_service_on owed gazelle_url id'.split(
      ' ',
    ),
  appointments:
    'local_date local_time minutes type status title client_name technician_name address pianos is_confirmed gazelle_url id'.split(
      ' ',
    ),
  invoices: 'number date due_on status client_name total owed currency gazelle_url id'.split(' '),
}

/** What a csv can show. */
export const sheetEntities: readonly string[] = Object.keys(columnsOf)
