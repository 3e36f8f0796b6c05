// The company's languages and its currency.

const localization = (locale: string, id: string) => ({
  id,
  locale,
  currencyFormat: locale.startsWith('fr') ? 'AFTER' : 'BEFORE',
  dateFormatLocale: locale,
  timeFormatLocale: locale,
  firstDayOfWeek: 'SUN',
  numberFormat: locale.startsWith('fr') ? 'SPACE_COMMA_THREE' : 'COMMA_DECIMAL_THREE',
  isClientDefault: locale === 'fr_CA',
  isUserDefault: locale === 'fr_CA',
  createdAt: '2011-03-01T14:00:00Z',
  updatedAt: '2011-03-01T14:00:00Z',
})
export const french = localization('fr_CA', 'loc_fr')
export const english = localization('en_CA', 'loc_en')
export const localizationOf = (source: { locale: string }) =>
  [french, english].find((one) => one.locale === source.locale) ??
  localization(source.locale, `loc_${source.locale}`)

export const currency = {
  id: 'CAD',
  code: 'CAD',
  decimalDigits: 2,
  divisor: 100,
  label: 'Dollar canadien',
  symbol: '$',
}
