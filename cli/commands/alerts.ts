import { userInfo } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { call } from '../../shared/database/rpc.ts'
import { readAccounts, subjectsIn } from '../accounts.ts'
import { exitCodes } from '../errors.ts'
import { status as coloured, count, duration, faint, fitted, strong, table } from '../format.ts'
import { callFunction } from '../functions.ts'
import { findProject, rowsOf } from '../project.ts'
import { printRows } from '../rows.ts'
import { ofAlert, t } from '../words/words.ts'

const answerForm = z.looseObject({
  channels: z.array(z.string()),
  deliveries: z.array(
    z.looseObject({ channel: z.string(), event: z.string(), acknowledged: z.boolean(), answer: z.string() }),
  ),
  heartbeat: z.looseObject({ acknowledged: z.boolean(), answer: z.string() }).nullable(),
  problem: z.string().nullable(),
})

/** `gazelle alerts`: lists, tests the channels, acknowledges. */
export const alerts = () =>
  new Command('alerts').addCommand(list()).addCommand(test()).addCommand(acknowledge())

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
