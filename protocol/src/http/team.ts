import { z } from 'zod'
import { WIDGET_ROLES } from '../widget-roles.ts'
import { mailLanguage } from './mail-language.ts'
import { DASHBOARD_API, operation } from './operation.ts'
import { email, newPassword, session } from './session.ts'
import { widgetParams } from './widgets.ts'

const role = z.enum(WIDGET_ROLES)
const accountId = z.string().min(1).max(100)

export const teamMember = z
  .object({
    account_id: z.string(),
    email: z.string(),
    role,
    main: z.boolean().describe('the widget counts for this account, which can only hand it over'),
    since: z.int().nullable().describe('milliseconds since 1970; null: made the widget'),
  })
  .meta({ id: 'TeamMember' })
export type TeamMember = z.output<typeof teamMember>

export const teamInvite = z
  .object({
    invite_id: z.string(),
    role,
    note: z.string().describe('for the team: the person that it is meant for'),
    invited_by: z.string().describe('e-mail address'),
    created_at: z.int(),
    expires_at: z.int(),
  })
  .meta({ id: 'TeamInvite' })
export type TeamInvite = z.output<typeof teamInvite>

const team = z.object({
  members: z.array(teamMember).describe('owners first; at most TEAM_MEMBERS with the invitations'),
  invites: z.array(teamInvite).describe('those that wait; an admin sees them'),
})
export type TeamView = z.output<typeof team>

export const teamList = operation({
  id: 'team.list',
  method: 'get',
  path: `${DASHBOARD_API}/widgets/{widget_id}/team`,
  summary: "The people of the widget's team, and the invitations that wait",
  access: 'owner',
  role: 'viewer',
  params: widgetParams,
  status: 200,
  result: team,
  errors: ['not_authenticated', 'not_found'],
})

export const teamInviteCreate = operation({
  id: 'team.invite',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/team/invites`,
  summary: 'Make a link that brings one person into the team; only here it is shown',
  access: 'owner',
  role: 'admin',
  bySite: false,
  params: widgetParams,
  body: z.strictObject({
    role: role.describe('an admin may give the roles below their own only'),
    note: z.string().trim().max(100, 'must have at most 100 characters').default(''),
    email: email.optional().describe('the link is sent there too; only where the server sends mail'),
    language: mailLanguage,
  }),
  status: 201,
  result: z.object({ invite: teamInvite, link: z.string().describe('the secret stands behind #') }),
  errors: ['not_authenticated', 'not_found', 'forbidden', 'origin_not_allowed', 'too_many_invites'],
})

export const teamInviteRevoke = operation({
  id: 'team.revoke_invite',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/team/invites/{invite_id}/revoke`,
  summary: 'End an invitation',
  access: 'owner',
  role: 'admin',
  bySite: false,
  params: widgetParams.extend({ invite_id: z.string().max(100) }),
  status: 200,
  result: team,
  errors: ['not_authenticated', 'not_found', 'origin_not_allowed'],
})

const memberParams = widgetParams.extend({ account_id: accountId })

export const teamChangeRole = operation({
  id: 'team.change_role',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/team/members/{account_id}/role`,
  summary: 'Give a member another role; it counts at once',
  access: 'owner',
  role: 'admin',
  bySite: false,
  params: memberParams,
  body: z.strictObject({ role }),
  status: 200,
  result: team,
  errors: ['not_authenticated', 'not_found', 'origin_not_allowed'],
})

export const teamRemove = operation({
  id: 'team.remove',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/team/members/{account_id}/remove`,
  summary: 'Remove a member, with the invitations that they made; it counts at once',
  access: 'owner',
  role: 'admin',
  bySite: false,
  params: memberParams,
  status: 200,
  result: team,
  errors: ['not_authenticated', 'not_found', 'origin_not_allowed'],
})

export const teamLeave = operation({
  id: 'team.leave',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/team/leave`,
  summary: 'Leave the team; the account that the widget counts for hands it over first',
  access: 'owner',
  role: 'viewer',
  bySite: false,
  params: widgetParams,
  status: 200,
  result: z.object({ widget_id: z.int() }),
  errors: ['not_authenticated', 'not_found', 'origin_not_allowed'],
})

export const teamHandOver = operation({
  id: 'team.hand_over',
  method: 'post',
  path: `${DASHBOARD_API}/widgets/{widget_id}/team/members/{account_id}/hand-over`,
  summary: 'Make another owner the account that the widget counts for; only that account can',
  access: 'owner',
  role: 'owner',
  bySite: false,
  params: memberParams,
  status: 200,
  result: team,
  errors: ['not_authenticated', 'not_found', 'origin_not_allowed'],
})

const token = z.string().min(1).max(256).describe('what stands behind # in the link')

export const joinLook = operation({
  id: 'join.look',
  method: 'post',
  path: `${DASHBOARD_API}/join/look`,
  summary: 'What an invitation offers',
  access: 'open',
  audit: false,
  body: z.strictObject({ token }),
  status: 200,
  result: z.object({ widget_name: z.string(), role, invited_by: z.string(), expires_at: z.int() }),
  errors: ['invite_invalid', 'origin_not_allowed'],
})

export const joinAccept = operation({
  id: 'join.accept',
  method: 'post',
  path: `${DASHBOARD_API}/join/accept`,
  summary: 'Accept an invitation with the account that is signed in; the link ends',
  access: 'owner',
  role: null,
  body: z.strictObject({ token }),
  status: 200,
  result: z.object({ widget_id: z.int() }),
  errors: ['not_authenticated', 'invite_invalid', 'origin_not_allowed'],
})

export const joinSignUp = operation({
  id: 'join.sign_up',
  method: 'post',
  path: `${DASHBOARD_API}/join/sign-up`,
  summary: 'Make an account with an invitation, and accept it; signs in',
  access: 'open',
  body: z.strictObject({ token, email, password: newPassword }),
  status: 201,
  result: session.extend({ widget_id: z.int() }),
  errors: ['invite_invalid', 'origin_not_allowed'],
})
