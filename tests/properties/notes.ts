// A technician's notes by chance: what was measured, and all the other numbers that stand around it.
import fc from 'fast-check'

/** A sentence, and the readings in it as `tests/readings/sentences.ts` writes them. */
export interface Sentence {
  text: string
  readings: string[]
}

const decimal = (value: number, mark: string) => String(value).replace('.', mark)
/** A number with at most a half, as it is written and as it is read. */
const number = (min: number, max: number): fc.Arbitrary<{ written: string; read: string }> =>
  fc
    .tuple(fc.integer({ min, max: max - 1 }), fc.constantFrom(0, 0, 0, 0.5), fc.constantFrom('.', ','))
    .map(([whole, half, mark]) => ({ written: decimal(whole + half, mark), read: String(whole + half) }))

const celsius = number(3, 38)
const fahrenheit = number(55, 95)
const percent = number(11, 92)
const hertz = number(430, 449)

type Form = (number: string) => string
const celsiusForms: Form[] = [(t) => `${t}C`, (t) => `${t}c`, (t) => `${t} °C`, (t) => `${t}°C`]
const fahrenheitForms: Form[] = [(t) => `${t}F`, (t) => `${t} °F`, (t) => `${t}°F`]
const percentForms: Form[] = [(h) => `${h}%`, (h) => `${h} %`]
const namedPercentForms: Form[] = [
  ...[(h: string) => `Humidité: ${h}%`, (h: string) => `HR ${h} %`, (h: string) => `RH ${h}%`],
  ...[(h: string) => `humidité ${h} %`, (h: string) => `Hum. ${h}%`, (h: string) => `Humidity is ${h}%`],
  ...[(h: string) => `${h}% d’humidité`, (h: string) => `Humidité relative de ${h} %`],
]
const hertzForms: Form[] = [
  ...[(p: string) => `Accord ${p}Hz`, (p: string) => `Accordé à ${p} Hz`, (p: string) => `${p}Hz`],
  ...[(p: string) => `Tuned to ${p} Hz`, (p: string) => `A=${p}Hz`, (p: string) => `Diapason: ${p}Hz`],
]
const between = fc.constantFrom(' ', ', ', ' / ', '/', ' - ')

const written = (forms: Form[], value: fc.Arbitrary<{ written: string; read: string }>, unit: string) =>
  fc
    .tuple(fc.constantFrom(...forms), value)
    .map(([form, { written: text, read }]): Sentence => ({ text: form(text), readings: [`${read}${unit}`] }))

const joined = (parts: Sentence[], mark: string): Sentence => ({
  text: parts.map(({ text }) => text).join(mark),
  readings: parts.flatMap(({ readings }) => readings),
})

const temperature = fc.oneof(written(celsiusForms, celsius, 'C'), written(fahrenheitForms, fahrenheit, 'F'))
const humidity = written(percentForms, percent, '%')
const pitch = written(hertzForms, hertz, 'Hz')
const pair = fc.tuple(temperature, humidity, between).map(([t, h, mark]) => joined([t, h], mark))

/** One sentence with readings and nothing else. */
export const measured: fc.Arbitrary<Sentence> = fc.oneof(
  pair,
  written(namedPercentForms, percent, '%'),
  pitch,
  fc.tuple(pitch, pair, fc.constantFrom(', ', ' ')).map(([p, both, mark]) => joined([p, both], mark)),
)

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''))
const whole = (min: number, max: number) => fc.integer({ min, max }).map(String)
const two = (min: number, max: number) =>
  fc.integer({ min, max }).map((value) => String(value).padStart(2, '0'))

const filled = (texts: [string, ...fc.Arbitrary<string>[]][]) =>
  fc.oneof(
    ...texts.map(([text, ...values]) =>
      fc
        .tuple(...values)
        .map((parts) => parts.reduce((filledText, part) => filledText.replace('#', part), text)),
    ),
  )

/** One sentence with numbers that nobody measured at the piano. */
export const noise: fc.Arbitrary<string> = filled([
  ['Prix: # $', whole(20, 900)],
  ['Soumission de #,# $ plus taxes', whole(20, 900), two(0, 99)],
  ['Tuning $#, pitch raise $#', whole(90, 300), whole(20, 120)],
  ['Payé # $ comptant', whole(20, 900)],
  ['Rendez-vous le #-#-#', whole(2020, 2030), two(1, 12), two(1, 28)],
  ['Reporté au #/#/#', two(1, 28), two(1, 12), whole(2020, 2030)],
  ['Prochaine visite le # mars à #h#', whole(1, 28), whole(8, 20), two(0, 59)],
  ['Next visit at #:#', whole(8, 20), two(0, 59)],
  ['Appeler le #-#-#', fc.constantFrom('514', '450', '438', '819'), digits(3), digits(4)],
  ['Cell. (#) #-#', fc.constantFrom('514', '450', '438'), digits(3), digits(4)],
  ['Numéro de série #', digits(6)],
  ['Serial ##', fc.constantFrom('A', 'C', 'F', 'H', 'J'), digits(6)],
  ['Yamaha #', fc.constantFrom('U1', 'U3', 'C3', 'C7', 'G2', 'P22')],
  ['Rabais de # %', whole(5, 50)],
  ['Dépôt de #% reçu', whole(5, 50)],
  ['# cordes changées', whole(2, 30)],
  ['Piano de #', whole(1890, 2020)],
  ['# rue Principale', whole(100, 999)],
  ['Client satisfait à 100 %'],
  ['Le thermostat est réglé à # °C', whole(15, 25)],
  ['Humidité idéale: # %', whole(35, 50)],
  ['Dehors, -# °C', whole(1, 30)],
  ['Pédale ajustée, rien à signaler'],
  ['No answer, left a message'],
])

const end = fc.constantFrom('. ', '.\n', '\n', ' ; ', '! ')

// Two neighbours are read as one although a full stop stands between them: "Humidity: 38%. 21C 40%" loses the first humidity,
// and "Outside -5 °C. Humidity: 38%" is taken for weather as a whole.
const areReadAsOne = (sentences: [Sentence, string][]) =>
  sentences.some(([{ text, readings }], at) => {
    const next = sentences[at + 1]?.[0]
    if (!next) return false
    const isLoneHumidity = readings.length === 1 && /%$/.test(readings[0] ?? '')
    const isSetting = (sentence: Sentence) =>
      sentence.readings.length === 0 && /°C|idéale/.test(sentence.text)
    return (
      (isLoneHumidity && /[CF]$/.test(next.readings[0] ?? '')) ||
      (isSetting({ text, readings }) && next.readings.length > 0) ||
      (readings.length > 0 && isSetting(next))
    )
  })

/** A note of several sentences; its readings in their order. */
export const note: fc.Arbitrary<Sentence> = fc
  .array(
    fc.tuple(
      fc.oneof(
        measured,
        noise.map((text): Sentence => ({ text, readings: [] })),
      ),
      end,
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .filter((sentences) => !areReadAsOne(sentences))
  .map((sentences) => ({
    text: sentences.map(([{ text }, mark]) => text + mark).join(''),
    readings: sentences.flatMap(([{ readings }]) => readings),
  }))

/** Anything: notes cut and joined, and characters by chance. */
export const anyNote: fc.Arbitrary<string> = fc.oneof(
  fc
    .array(
      fc.oneof(
        fc.tuple(measured, fc.nat(20)).map(([{ text }, cut]) => text.slice(cut % text.length)),
        fc.tuple(noise, fc.nat(20)).map(([text, cut]) => text.slice(0, cut)),
        fc.constantFrom(
          ...'° % C F Hz A T H HR temp hum - − ½ ① ٢٠ . , : = / 999999999 4e9 1.2.3 \u00a0 ( ['.split(' '),
        ),
        fc.string({ unit: 'grapheme', maxLength: 4 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\0')),
)
