import { Command } from 'commander'
import { z } from 'zod'
import { requireAccount } from '../accounts.ts'
import { exitCodes } from '../errors.ts'
import { callFunction } from '../functions.ts'
import { chosenModules, findProject } from '../project.ts'
import { t } from '../words/words.ts'

const answerForm = z.looseObject({
  tried: z.number(),
  promoted: z.number(),
  rejected: z.number(),
  written: z.number(),
  /** By account and module: why nothing of it was tried. */
  failed: z.record(z.string(), z.string()).default({}),
})

/** `gazelle reconcile`: promotes waiting and refused records again. */
export const reconcile = () =>
  new Command('reconcile')
    .option('--module <name>', t('only this module'))
    .option('--account <name>', t('the Gazelle account'), 'main')
    .option('--json', t('print the function’s answer as JSON'), false)
    .action(async ({ module, account, json }: { module?: string; account: string; json: boolean }) => {
      const project = await findProject()
      await requireAccount(project, account)
      if (module !== undefined) await chosenModules(project, { module })
      const body = { account, ...(module !== undefined && { module }) }
      const answer = await callFunction(project, 'reconcile', body, answerForm)
      if (json) process.stdout.write(`${JSON.stringify(answer)}\n`)
      else if (answer.tried === 0 && Object.keys(answer.failed).length === 0)
        process.stdout.write(`${t('Nothing waits, nothing is refused.')}\n`)
      else
        process.stdout.write(
          `${t('{tried} tried: {promoted} promoted, {rejected} still refused.', { tried: answer.tried, promoted: answer.promoted, rejected: answer.rejected })}\n`,
        )
      for (const [part, message] of Object.entries(answer.failed)) {
        process.exitCode = exitCodes.failed
        if (!json) process.stderr.write(`${part}: ${message}\n`)
      }
    })
