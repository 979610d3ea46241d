import { z } from 'zod'
import { DASHBOARD_API, operations } from '../operation.ts'
import { WIDGET_ROLES } from '../widget/widget-roles.ts'
import { widgetParams } from '../widget/widgets.ts'
import { mailLanguage } from './mail-language.ts'
import { email, newPassword, session } from './session.ts'

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

const memberParams = widgetParams.extend({ account_id: accountId })

const token = z.string().min(1).max(256).describe('what stands behind # in the link')

export const teamOperations = operations(DASHBOARD_API, {
  'team.list': {
    method: 'get',
    path: '/widgets/{widget_id}/team',
    summary: "The people of the widget's team, and the invitations that wait",
    access: 'viewer',
    params: widgetParams,
    result: team,
  },
  'team.invite': {
    method: 'post',
    path: '/widgets/{widget_id}/team/invites',
    summary: 'Make a link that brings one person into the team; only here it is shown',
    access: 'admin',
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
    errors: ['too_many_invites'],
  },
  'team.revoke_invite': {
    method: 'post',
    path: '/widgets/{widget_id}/team/invites/{invite_id}/revoke',
    summary: 'End an invitation',
    access: 'admin',
    bySite: false,
    params: widgetParams.extend({ invite_id: z.string().max(100) }),
    result: team,
  },
  'team.change_role': {
    method: 'post',
    path: '/widgets/{widget_id}/team/members/{account_id}/role',
    summary: 'Give a member another role; it counts at once',
    access: 'admin',
    bySite: false,
    params: memberParams,
    body: z.strictObject({ role }),
    result: team,
  },
  'team.remove': {
    method: 'post',
    path: '/widgets/{widget_id}/team/members/{account_id}/remove',
    summary: 'Remove a member, with the invitations that they made; it counts at once',
    access: 'admin',
    bySite: false,
    params: memberParams,
    result: team,
  },
  'team.leave': {
    method: 'post',
    path: '/widgets/{widget_id}/team/leave',
    summary: 'Leave the team; the account that the widget counts for hands it over first',
    access: 'viewer',
    bySite: false,
    params: widgetParams,
    result: z.object({ widget_id: z.int() }),
  },
  'team.hand_over': {
    method: 'post',
    path: '/widgets/{widget_id}/team/members/{account_id}/hand-over',
    summary: 'Make another owner the account that the widget counts for; only that account can',
    access: 'owner',
    bySite: false,
    params: memberParams,
    result: team,
  },
  'join.look': {
    method: 'post',
    path: '/join/look',
    summary: 'What an invitation offers',
    access: 'open',
    audit: false,
    body: z.strictObject({ token }),
    result: z.object({ widget_name: z.string(), role, invited_by: z.string(), expires_at: z.int() }),
    errors: ['invite_invalid'],
  },
  'join.accept': {
    method: 'post',
    path: '/join/accept',
    summary: 'Accept an invitation with the account that is signed in; the link ends',
    access: 'account',
    body: z.strictObject({ token }),
    result: z.object({ widget_id: z.int() }),
    errors: ['invite_invalid'],
  },
  'join.sign_up': {
    method: 'post',
    path: '/join/sign-up',
    summary: 'Make an account with an invitation, and accept it; signs in',
    access: 'open',
    body: z.strictObject({ token, email, password: newPassword }),
    status: 201,
    result: session.extend({ widget_id: z.int() }),
    errors: ['invite_invalid'],
  },
})
