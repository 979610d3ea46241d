import { type Config, mustShareFiles, resolveConfig } from '../config/config.ts'
import { ConfigError } from '../config/config-error.ts'
import { parseEnv } from '../config/env.ts'
import { misspeltLine, misspeltSettings } from '../config/misspelt.ts'
import { createEgress } from '../egress/egress.ts'
import { messageOf } from '../error-message.ts'
import { type CheckedWidget, checkPage } from '../site/check/check-page.ts'
import { resolveCommandConfig } from '../store/one-database.ts'
import { checkDatabase, checkMail, checkNats } from './check-backends.ts'
import { checkCalls } from './check-calls.ts'
import { checkPublicAddress } from './check-public.ts'
import { checkReplies } from './check-replies.ts'
import { checkDataDir, checkFiles } from './check-storage.ts'
import { type Finding, ok, problem, warning } from './finding.ts'

interface Asked {
  env: Record<string, string | undefined>
  /** a page of a site that embeds the chat */
  site: string | undefined
  /** Opens the store for `act`; only called if the database has the tables of this server. */
  withDatabase<T>(act: (opened: OpenedDatabase) => Promise<T>): Promise<T>
}

interface OpenedDatabase {
  /** why the server would refuse the secret; null: it would not */
  wrongSecret: string | null
  /** null: they can't be read without the secret */
  widgets: KnownWidgets | null
}

/** The widgets of this server, as far as the doctor looks at them. */
export interface KnownWidgets {
  find(id: number): Promise<CheckedWidget | null>
  /** the id of any widget; null without one */
  first(): Promise<number | null>
}

/** Checks all that the server depends on, without changing anything. Each part is checked, even if others fail. */
export async function examine({ env, site, withDatabase }: Asked): Promise<Finding[]> {
  const config = readConfig(env)
  if (!('port' in config)) return [config]
  const { publicUrl } = config
  const database = await checkDatabase(config)
  const unclear = checkDatabases(env)
  const within = [...unclear, ...checkSettings(env), ...checkDataDir(config, Boolean(env.IN_CONTAINER))]
  within.push(...database.findings)
  within.push(await checkNats(config), await checkFiles(config), await checkMail(config))
  within.push(...(await checkReplies(config)), ...(await checkCalls(config)))
  const outside = async (widgets: KnownWidgets | null): Promise<Finding[]> => {
    const findings = await checkPublicAddress(config, (await widgets?.first()) ?? null)
    if (site === undefined) return findings
    const egress = createEgress({ allowLoopback: config.loopback, allow: config.egressAllow })
    const find = widgets?.find ?? null
    const page = await checkPage(egress, { url: site, publicUrl, find })
    return [
      ...findings,
      ...page.map(({ check, status, found, fix }) => ({ check, status, found, ...(fix && { fix }) })),
    ]
  }
  if (!database.current || unclear.length > 0) return [...within, ...(await outside(null))]
  return withDatabase(async ({ wrongSecret, widgets }) => [
    ...within,
    checkSecret(wrongSecret),
    ...(await outside(widgets)),
  ])
}

/** Reports settings that could mean two databases: then neither is checked. */
function checkDatabases(env: Asked['env']): Finding[] {
  try {
    resolveCommandConfig(env)
    return []
  } catch (error) {
    return [problem('settings', `${messageOf(error)}.`, 'Give the doctor the settings of the server.')]
  }
}

function checkSettings(env: Asked['env']): Finding[] {
  const misspelt = misspeltSettings(env)
  if (misspelt.length === 0) return [ok('settings', 'The settings are valid.')]
  return misspelt.map((found) =>
    warning('settings', misspeltLine(found), `Rename it to ${found.meant}, or remove it: it has no effect.`),
  )
}

function checkSecret(wrong: string | null): Finding {
  if (wrong === null) return ok('secret', 'The secret fits the database.')
  const fix = 'Put the secret of earlier starts back. The runbook, "The secret is lost", says what else can be done.'
  return problem('secret', `The server refuses to start: ${wrong}.`, fix)
}

function readConfig(env: Asked['env']): Config | Finding {
  try {
    const config = resolveConfig(parseEnv(env))
    mustShareFiles(config)
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return problem('settings', `${error.message}.`, 'Correct the environment variable; docs/self-hosting.md lists all.')
  }
}
