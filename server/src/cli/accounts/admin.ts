import { email as emailSchema } from '@imbachat/protocol/http/account/session'
import { z } from 'zod'
import type { Accounts } from '../../dashboard/accounts/accounts.ts'
import { type Command, type CommandIo, type Given, UsageError } from '../command.ts'
import { withResources } from '../command-resources.ts'
import { byOptions } from '../values.ts'

const WHO = { value: 'EMAIL', help: 'the same as the argument' }

export const adminGrant: Command = {
  name: 'admin grant',
  summary: 'Let a dashboard account administer this server: all accounts, widgets, jobs and backups',
  argument: 'EMAIL',
  options: { email: WHO },
  run: (given, io) => setAdministrator(given, io, true),
}

export const adminRevoke: Command = {
  name: 'admin revoke',
  summary: 'Take the administration of this server from an account',
  argument: 'EMAIL',
  options: { email: WHO },
  run: (given, io) => setAdministrator(given, io, false),
}

export const adminList: Command = {
  name: 'admin list',
  summary: 'List the accounts that administer this server',
  options: { json: { help: 'print JSON: a list of email addresses' } },
  async run(given, io) {
    const emails = await withAccounts(io, (accounts) => accounts.administrators())
    if (given.on('json')) return io.print(JSON.stringify(emails))
    if (emails.length === 0) return io.print('No account administers this server: imbachat admin grant EMAIL')
    for (const email of emails) io.print(email)
  },
}

async function setAdministrator(given: Given, io: CommandIo, administrator: boolean): Promise<void> {
  const named = given.text('email') ?? given.arguments[0]
  if (named === undefined) throw new UsageError('the email of the account is missing')
  const { email } = byOptions(z.object({ email: emailSchema }), { email: named })
  await withAccounts(io, (accounts) => accounts.setAdministrator(email, administrator))
  io.print(administrator ? `${email} administers this server` : `${email} no longer administers this server`)
}

async function withAccounts<T>(io: CommandIo, act: (accounts: Accounts) => Promise<T>): Promise<T> {
  return withResources(io, async ({ store, secrets, config, clock }) => {
    // better-auth takes a while to load; the other commands do without it
    const { createAccounts } = await import('../../dashboard/accounts/accounts.ts')
    return act(createAccounts({ control: store.control, secrets, config, clock }))
  })
}
