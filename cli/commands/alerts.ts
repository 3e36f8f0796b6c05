import { userInfo } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { readAccounts, subjectsIn } from '../accounts.ts'
import { cliError, exitCodes } from '../errors.ts'
import {
  clean,
  status as coloured,
  count,
  duration,
  faint,
  fitted,
  localTime,
  strong,
  table,
} from '../format.ts'
import { callFunction } from '../functions.ts'
import { findProject, rowsOf } from '../project.ts'
import { printRows } from '../rows.ts'
import { many, ofAlert, t } from '../words/words.ts'

const answerForm = z.looseObject({
  channels: z.array(z.string()),
  deliveries: z.array(
    z.looseObject({ channel: z.string(), event: z.string(), acknowledged: z.boolean(), answer: z.string() }),
  ),
  heartbeat: z.looseObject({ acknowledged: z.boolean(), answer: z.string() }).nullable(),
  problem: z.string().nullable(),
})

/** `gazelle alerts`: lists, tests the channels, acknowledges, shows and sets the rules. */
export const alerts = () =>
  new Command('alerts')
    .addCommand(list())
    .addCommand(test())
    .addCommand(acknowledge())
    .addCommand(rules())
    .addCommand(dryRun())

const list = () =>
  new Command('list')
    .description(t('Show open alerts, worst first.'))
    .option('--all', t('resolved ones too: the last hundred alerts'), false)
    .option('--json', t('print the rows of monitoring.alerts as JSON'), false)
    .action(async ({ all, json }: { all: boolean; json: boolean }) => {
      const project = await findProject()
      const query = project.database
        .schema('monitoring')
        .from('alerts')
        .select()
        .order('opened_at', { ascending: false })
        .limit(100)
      const rows = rowsOf(await (all ? query : query.is('resolved_at', null)), 'monitoring.alerts')
      // "critical" comes before "warning" in the alphabet too.
      rows.sort((a, b) => a.severity.localeCompare(b.severity))
      await printRows(rows, { json, nothing: t('No alert is open.') }, async () => {
        const subjectOf = subjectsIn(await readAccounts(project))
        return rows
          .map((row) => {
            const until = row.resolved_at ? Date.parse(row.resolved_at) : Date.now()
            const state = row.resolved_at
              ? t('resolved: {ending}', { ending: ofAlert(row.rule, 'ending', row.ending) })
              : row.acknowledged_by
                ? t('acknowledged by {by}', { by: row.acknowledged_by })
                : `gazelle alerts ack ${row.alert_id}`
            return (
              `${fitted(`${strong(`${row.alert_id}`)}  ${coloured(row.severity)}  ${ofAlert(row.rule, 'alert', row.sentence)} (${subjectOf(row)}), ${duration(until - Date.parse(row.opened_at))}`)}\n` +
              `${fitted(`  ${row.message}\n  ${ofAlert(row.rule, 'remedy', row.remedy)}`, '')}\n  ${faint(state)}`
            )
          })
          .join('\n')
      })
    })

const test = () =>
  new Command('test')
    .description(t('Send a test message through each channel that is set up, and show the answers.'))
    .option('--json', t('print the function’s answer as JSON'), false)
    .action(async ({ json }: { json: boolean }) => {
      const answer = await callFunction(await findProject(), 'alerts', { test: true }, answerForm)
      const tests = answer.deliveries.filter(({ event }) => event === 'test')
      const failed =
        tests.some(({ acknowledged }) => !acknowledged) || answer.heartbeat?.acknowledged === false
      if (failed || tests.length === 0) process.exitCode = exitCodes.failed
      if (json) {
        process.stdout.write(`${JSON.stringify(answer)}\n`)
        return
      }
      const word = (acknowledged: boolean) => coloured(acknowledged ? 'arrived' : 'failed')
      const lines = tests.map(({ channel, acknowledged, answer }) => [channel, word(acknowledged), answer])
      if (answer.heartbeat)
        lines.push([t('heartbeat'), word(answer.heartbeat.acknowledged), answer.heartbeat.answer])
      if (lines.length > 0) process.stdout.write(`${table([t('channel'), '', t('answer')], lines)}\n`)
      if (tests.length === 0)
        process.stdout.write(
          `${t('No channel is set up: see ALERT_ in .env.example. On Supabase they are secrets of the functions.')}\n`,
        )
    })

const idOf = (text: string) => {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError(t('it must be the number of an alert'))
  return Number(text)
}

const acknowledge = () =>
  new Command('ack')
    .description(t('Acknowledge an alert: it stays open, and no longer escalates by time.'))
    .argument('<alert>', t('its number, as `gazelle alerts list` shows it'), idOf)
    .option('--by <name>', t('who acknowledges'), userInfo().username)
    .action(async (alert: number, { by }: { by: string }) => {
      const { database } = await findProject()
      const args = { p_alert: alert, p_by: by }
      const done = await call(database.schema('monitoring'), 'acknowledge_alert', args, z.boolean())
      process.stdout.write(
        done
          ? `${t('Alert {id} is acknowledged by {by}.', { id: count(alert), by })}\n`
          : `${t('It was acknowledged before, or is resolved.')}\n`,
      )
    })

const numberOf = (text: string) => {
  if (!/^\d{1,7}(\.\d{1,3})?$/.test(text)) throw new InvalidArgumentError(t('it must be a number'))
  return Number(text)
}
const stateOf = (text: string) => {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError(t('it must be on or off'))
  return text === 'on'
}
const wordsOf = (text: string) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)

interface RuleOptions {
  threshold?: number
  pianos?: string[]
  json: boolean
}

const rules = () =>
  new Command('rules')
    .description(t('Show the rules of alerts; switch one on or off, or change its threshold.'))
    .argument('[rule]', t('its name, as the list shows it'))
    .argument('[state]', t('on or off'), stateOf)
    .option(
      '--threshold <number>',
      t('from when on it raises an alert, in the unit that the list shows'),
      numberOf,
    )
    .option(
      '--pianos <words>',
      t('with unserviced: words in the use, kind or tags of the pianos meant'),
      wordsOf,
    )
    .option('--json', t('print the rows of monitoring.alert_rules as JSON'), false)
    .action(async (rule: string | undefined, state: boolean | undefined, options: RuleOptions) => {
      const { threshold, pianos, json } = options
      const { database } = await findProject()
      const db = database.schema('monitoring')
      if (state !== undefined || threshold !== undefined || pianos !== undefined) {
        if (rule === undefined)
          throw cliError(
            'usage',
            'bad_usage',
            'rules',
            t('it is not said which rule'),
            t('Write: gazelle alerts rules <rule> on'),
          )
        const args = {
          p_rule: rule,
          ...(state !== undefined && { p_enabled: state }),
          ...(threshold !== undefined && { p_threshold: threshold }),
          ...(pianos !== undefined && { p_pianos: pianos }),
        }
        await call(db, 'set_rule', args, z.unknown())
      }
      const query = db.from('alert_rules').select().order('enabled').order('rule')
      const rows = rowsOf(
        await (rule === undefined ? query : query.eq('rule', rule)),
        'monitoring.alert_rules',
      )
      if (rows.length === 0 && rule !== undefined)
        throw cliError(
          'usage',
          'not_found',
          rule,
          t('there is no rule {rule}', { rule }),
          t('gazelle alerts rules lists them.'),
        )
      await printRows(rows, { json, nothing: t('There is no rule.') }, () =>
        table(
          [t('rule'), '', t('threshold'), t('alert')],
          rows.map((row) => [
            row.rule,
            row.enabled ? t('on') : t('off'),
            [row.threshold === null ? '' : `${row.threshold} ${row.unit}`, row.pianos?.join(', ')]
              .filter(Boolean)
              .join('; '),
            ofAlert(row.rule, 'alert', row.sentence),
          ]),
        ),
      )
    })

const howMany = (text: string) => {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new InvalidArgumentError(t('it must be a number of alerts, up to 999'))
  return Number(text)
}
const dayOf = (text: string) => {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(at)) throw new InvalidArgumentError(t('it must be a date such as 2026-02-03'))
  return new Date(at).toISOString()
}

const dryRun = () =>
  new Command('dry-run')
    .description(t('Show what a rule on data would have told of in the last year, whether it is on or off.'))
    .argument('<rule>', 'humidity_out, unserviced, moved, bounced')
    .option('--since <date>', t('from this day on (2026-02-03)'), dayOf)
    .option('--threshold <number>', t('with this threshold in place of the rule’s own'), numberOf)
    .option('--limit <number>', t('so many at most, the newest'), howMany, 50)
    .option('--json', t('print the count and the alerts as JSON'), false)
    .action(
      async (
        rule: string,
        {
          since,
          threshold,
          limit,
          json,
        }: { since?: string; threshold?: number; limit: number; json: boolean },
      ) => {
        const { database } = await findProject()
        const args = {
          p_rule: rule,
          ...(since !== undefined && { p_since: since }),
          ...(threshold !== undefined && { p_threshold: threshold }),
        }
        const answer = await database
          .schema('monitoring')
          .rpc('dry_run', args, { count: 'exact' })
          .order('began_at', { ascending: false })
          .order('record_id')
          .limit(limit)
        const rows = rowsOf(answer, 'monitoring.dry_run').toReversed()
        const total = answer.count ?? rows.length
        if (json) {
          process.stdout.write(`${JSON.stringify({ count: total, alerts: rows })}\n`)
          return
        }
        const lines = rows.map(({ began_at, ended_at, message }) =>
          fitted(
            `${faint(localTime(began_at ?? '', 'short'))}  ${clean(message ?? '')}${ended_at ? ` ${faint(t('Over on {at}.', { at: localTime(ended_at, 'short') }))}` : ''}`,
          ),
        )
        if (total > rows.length) lines.unshift(faint(t('The newest {n}:', { n: rows.length })))
        lines.push(
          strong(many(total, 'It would have raised {n} alert.', 'It would have raised {n} alerts.')),
          ...(total > 5 ? [fitted(t('More than five within an hour are one message.'), '')] : []),
        )
        process.stdout.write(`${lines.join('\n')}\n`)
      },
    )
