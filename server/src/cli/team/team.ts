import { teamOperations } from '@imbachat/protocol/http/account/team'
import { WIDGET_ROLES } from '@imbachat/protocol/http/widget/widget-roles'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { createTeam, type Team } from '../../dashboard/team/team.ts'
import { BY_COMMAND_LINE } from '../by-command-line.ts'
import { type Command, type CommandIo, type Given, UsageError } from '../command.ts'
import { type CommandResources, withResources } from '../command-resources.ts'
import { warnOfGuess } from '../guessed-address.ts'
import { byOptions, widgetIdOf } from '../values.ts'

const WIDGET = { value: 'ID', help: 'the same as the argument' }

export const teamInvite: Command = {
  name: 'team invite',
  summary: "Make a link that brings one person into a widget's team; it works for seven days",
  argument: 'WIDGET',
  options: {
    widget: WIDGET,
    role: { value: 'ROLE', required: true, help: WIDGET_ROLES.join(', ') },
    note: { value: 'TEXT', help: 'for whom it is' },
    json: { help: 'print JSON: {"id", "role", "expires_at", "link"}' },
  },
  async run(given, io) {
    const { role, note } = byOptions(teamOperations['team.invite'].body, {
      role: given.text('role'),
      note: given.text('note') ?? '',
    })
    await withTeam(given, io, async ({ team, owner, record, config }, widget_id) => {
      const { invite, token } = await team.invite(owner, widget_id, { role, note })
      await record({ widget_id, action: 'team.invite', target: note || role, details: { role } })
      const link = `${config.publicUrl}/dashboard/join#${token}`
      const { invite_id: id, expires_at } = invite
      io.print(given.on('json') ? JSON.stringify({ id, role, expires_at, link }) : link)
      if (!given.on('json')) warnOfGuess(io, config.publicUrl)
    })
  },
}

export const teamList: Command = {
  name: 'team list',
  summary: "List the people of a widget's team, and the invitations that wait",
  argument: 'WIDGET',
  options: { widget: WIDGET, json: { help: 'print JSON' } },
  run: (given, io) =>
    withTeam(given, io, async ({ team, owner }, widget_id) => {
      const { members, invites } = await team.list(owner, widget_id)
      if (given.on('json')) return io.print(JSON.stringify({ members, invites }))
      for (const { email, role } of members) io.print(`${role}  ${email}`)
      for (const { role, note, expires_at } of invites) {
        io.print(`${role}  invited until ${new Date(expires_at).toISOString()}${note === '' ? '' : `: ${note}`}`)
      }
    }),
}

export const teamRemove: Command = {
  name: 'team remove',
  summary: "Remove a person from a widget's team at once",
  argument: 'WIDGET',
  options: { widget: WIDGET, email: { value: 'EMAIL', required: true, help: 'of the account' } },
  async run(given, io) {
    const email = given.text('email')?.trim().toLowerCase()
    if (email === undefined) throw new UsageError('--email EMAIL is missing')
    await withTeam(given, io, async ({ team, owner, record }, widget_id) => {
      const { members } = await team.list(owner, widget_id)
      const member = members.find((one) => one.email === email)
      if (member === undefined) throw new Error(`${email} is not in the team of widget ${widget_id}`)
      const { role } = await team.remove(owner, widget_id, member.account_id)
      await record({ widget_id, action: 'team.remove', target: email, details: { role } })
      io.print(`Removed: ${email}`)
    })
  },
}

/** @param act in the name of `owner`, the account that the widget counts for */
function withTeam(
  given: Given,
  io: CommandIo,
  act: (resources: CommandResources & { team: Team; owner: DashboardPrincipal }, widget_id: number) => Promise<void>,
): Promise<void> {
  const widget_id = widgetIdOf(given)
  return withResources(io, async (resources) => {
    const { store, clock, config, widgets } = resources
    await widgets.get('all_widgets', widget_id)
    const account = await store.readDb
      .selectFrom('widget')
      .innerJoin('owner', 'owner.id', 'widget.account_id')
      .select(['owner.id as account_id', 'owner.email'])
      .where('widget.id', '=', widget_id)
      .executeTakeFirst()
    if (account === undefined) throw new Error(`widget ${widget_id} has no owner yet: create an account first`)
    const team = createTeam({ ...store, clock, limits: config.limits })
    await act({ ...resources, team, owner: { ...BY_COMMAND_LINE, ...account } }, widget_id)
  })
}
