// What Commander says itself, in the language of the terminal.
import { type Command, Help } from 'commander'
import { language, type Plain, t } from './words/words.ts'

const titles: Record<string, Plain> = {
  'Usage:': 'Usage:',
  'Arguments:': 'Arguments:',
  'Options:': 'Options:',
  'Commands:': 'Commands:',
}

/** Its errors, of which what is in brackets stays as it is. */
const errors: [RegExp, (...found: string[]) => string][] = [
  [/^error: unknown command '(.*)'$/, (name = '') => t('error: unknown command {name}', { name })],
  [/^error: unknown option '(.*)'$/, (name = '') => t('error: unknown option {name}', { name })],
  [/^error: missing required argument '(.*)'$/, (name = '') => t('error: {name} is missing', { name })],
  [/^error: required option '(.*)' not specified$/, (name = '') => t('error: {name} is missing', { name })],
  [/^error: option '(.*)' argument missing$/, (name = '') => t('error: {name} needs a value', { name })],
  [
    /^error: too many arguments.* Expected \d+ arguments? but got \d+: (.*)\.$/,
    (given = '') => t('error: too many arguments: {given}', { given }),
  ],
  [
    /^error: option '(.*)' argument '(.*)' is invalid\. (.*)$/,
    (name = '', value = '', why = '') =>
      t('error: {name} cannot be {value}. {why}', { name, value, why: choices(why) }),
  ],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.*)'\. (.*)$/,
    (value = '', name = '', why = '') =>
      t('error: {name} cannot be {value}. {why}', { name, value, why: choices(why) }),
  ],
  [/^\(Did you mean (?:one of )?(.*)\?\)$/, (name = '') => `(${t('Did you mean {name}?', { name })})`],
]

const choices = (text: string) =>
  text.replace(/^Allowed choices are (.*)\.$/, (_, names: string) =>
    t('Allowed choices: {names}.', { names }),
  )

/** A message of Commander's. */
const translated = (message: string): string =>
  message
    .split('\n')
    .map((line) => {
      for (const [form, said] of errors) {
        const found = form.exec(line)
        if (found) return said(...found.slice(1))
      }
      return line
    })
    .join('\n')

/** What Commander adds to a description; that a flag is off needs no saying. */
const described = (text: string) =>
  text
    .replace(/ \(default: false\)$/, '')
    .replace(/\((?:choices: .*|default: .*)\)$/, (whole) =>
      whole.replace('choices: ', `${t('choices:')} `).replace('default: ', `${t('default:')} `),
    )

// Stands for the space at which no line may break: Commander breaks at every space.
const joined = '\ue000'

const usage = (text: string) =>
  text.replace('[options]', `[${t('options')}]`).replace('[command]', `[${t('command')}]`)

/** Has a command, and those below it, throw in place of ending the process, and speak the language of the terminal. */
export const speaking = (command: Command): Command => {
  command
    .exitOverride()
    .showHelpAfterError(t('(--help says more)'))
    .helpOption('-h, --help', t('display help for the command'))
  if (command.commands.length > 0)
    command.helpCommand(`help [${t('command')}]`, t('display help for the command'))
  const { prototype } = Help
  command.configureHelp({
    styleTitle: (title) => (titles[title] ? t(titles[title]) : title),
    commandUsage: (one) => usage(prototype.commandUsage.call(new Help(), one)),
    subcommandTerm: (one) => usage(prototype.subcommandTerm.call(new Help(), one)),
    optionDescription: (one) => described(prototype.optionDescription.call(new Help(), one)),
    argumentDescription: (one) => described(prototype.argumentDescription.call(new Help(), one)),
    boxWrap: (text, width) =>
      prototype.boxWrap
        .call(new Help(), text.replaceAll('\u00a0', joined), width)
        .replaceAll(joined, '\u00a0'),
  })
  // Its English is Commander's own.
  if (language !== 'en')
    command.configureOutput({ outputError: (message, write) => write(translated(message)) })
  for (const one of command.commands) speaking(one)
  return command
}
