// French of Quebec: a thin space before ; ? and !, a full one before : » and %, after «, and in numbers. None of them breaks a line.
const thin = '\u202f'
const full = '\u00a0'

/** A French text with its spaces, however it was typed. What stands inside of words and addresses stays. */
export const spaced = (text: string): string =>
  text
    .replace(/«[ \u00a0]?/g, `«${full}`)
    .replace(/[ \u00a0]?»/g, `${full}»`)
    .replace(/ (?=[:%$](?![\p{L}\p{N}]))/gu, full)
    .replace(/(?<=[\p{L}\p{N}»”…})]) ?(?=[;?!](?:\s|$))/gu, thin)
    .replace(/(?<=\d) (?=\d{3}(?!\d))/g, full)
    .replace(/(?<=[\d}]) (?=(?:h|min|s|ms|j|Mo|ko|Go|°C|kHz|Hz)(?!\p{L}))/gu, full)

/** A text in which no time of day breaks: "14 h 05", "2:05 p.m.". */
export const unbroken = (text: string): string =>
  text.replace(/(?<=\d) (?=h \d|[ap]\.?m\b)|(?<=\d h) (?=\d)/gi, full)
