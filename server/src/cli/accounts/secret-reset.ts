import type { Config } from '../../config/config.ts'
import { ConfigError } from '../../config/config-error.ts'
import { makeSecret, readSecret, secretPath, secretsFrom } from '../../config/secrets.ts'
import { runningNode } from '../../dashboard/administration/nodes.ts'
import { judgeSecret } from '../../dashboard/secret/open-secrets.ts'
import { findUnreadable, resetSecret, type Unreadable } from '../../dashboard/secret/reset-secret.ts'
import { resolveCommandConfig } from '../../store/one-database.ts'
import { mustBeUnused } from '../../store/postgres/connections/unused.ts'
import { withoutServer } from '../../store/transfer/index.ts'
import type { Command, CommandIo } from '../command.ts'
import { withStore } from '../command-resources.ts'

export const secretReset: Command = {
  name: 'secret reset',
  summary: 'Go on with another secret after the old one is lost: new keys for each widget, all data stays',
  options: {
    'secret-is-lost': { help: 'there is no secret any more: make one' },
    yes: { help: 'do it; without it, the command only says what it would replace' },
  },
  notes: `Stop every node first. The new secret is SECRET if it is set, else the file DATA_DIR/secret. If there is
neither, --secret-is-lost makes that file: without the server's settings, a healthy server's secret would seem missing.
Each site stops working until it has its widget's new keys. If the old secret is in a backup, put it back instead.`,
  async run(given, io) {
    const config = resolveCommandConfig(io.env)
    if (config.databaseUrl !== undefined) await mustBeUnused(config.databaseUrl)
    await withoutServer(config, () =>
      withStore(io, async ({ store, clock }) => {
        const node = await runningNode({ ...store, clock })
        if (node !== null) throw new Error(`the node ${node} still runs: stop every node first`)
        const secret = readSecret(config)
        const known = secret === null ? null : secretsFrom(secret)
        if ((await judgeSecret(store, known)) !== 'wrong') {
          return io.print('The secret fits the database: there is nothing to reset.')
        }
        if (known === null && !given.on('secret-is-lost')) throw noSecret(config)
        const unreadable = await findUnreadable({ ...store, clock }, known)
        if (!given.on('yes')) {
          printUnreadable(unreadable, io)
          const lost = given.on('secret-is-lost') ? ' --secret-is-lost' : ''
          return io.print(`Nothing was changed. To do it: imbachat secret reset${lost} --yes`)
        }
        await resetSecret({ ...store, clock }, known ?? secretsFrom(makeSecret(config.dataDir)), unreadable)
        printUnreadable(unreadable, io)
        const place = config.secret === undefined ? secretPath(config.dataDir) : 'SECRET, the same on each node'
        io.print(`Done. Keep a copy of the new secret (${place}) beside your backups, and start the server.`)
      }),
    )
  },
}

const noSecret = ({ dataDir }: Config) =>
  new ConfigError(
    `SECRET is not set and there is no file ${secretPath(dataDir)}: give this command the server's settings ` +
      '(imbachat --env-file FILE); if the secret is lost, add --secret-is-lost',
  )

/** Lists the affected sites and people, with the steps that they must take. */
function printUnreadable({ keys, signIns, webhooks, twoFactor }: Unreadable, { print }: CommandIo): void {
  const widgets = new Map<number, string[]>()
  for (const { widget_id, name, kind } of keys) {
    const known = widgets.get(widget_id) ?? [name]
    widgets.set(widget_id, [...known, kind === 'secret_key' ? 'Secret key' : 'API password'])
  }
  if (widgets.size > 0)
    print('Put the new keys into these sites (imbachat widget show ID --keys; plugins: connect again):')
  for (const [id, [name, ...kinds]] of widgets) print(`  widget ${id} "${name}": ${kinds.join(', ')}`)
  if (signIns.length > 0) print("Sign-in from the site's admin is turned off; its owner turns it on again:")
  for (const { widget_id, name } of signIns) print(`  widget ${widget_id} "${name}"`)
  if (webhooks.length > 0) print('Webhooks that are turned off; put the new secret into their receivers first:')
  for (const { widget_id, name, id } of webhooks) print(`  widget ${widget_id} "${name}": ${id}`)
  if (twoFactor.length > 0) {
    print('Two-factor codes of these accounts no longer work (imbachat account password --turn-off-two-factor):')
  }
  for (const email of twoFactor) print(`  ${email}`)
  print('Everyone signs in to the dashboard again, guests come back as new ones, and mails that wait are not sent.')
}
