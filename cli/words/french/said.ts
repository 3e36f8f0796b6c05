// What commands say: headings, sentences, errors and what to do about them.
export const said = {
  day: 'jour',
  days: 'jours',
  '{done} of {total}': '{done} sur {total}',
}
