import type { OpenAPIHono } from '@hono/zod-openapi'
import { ChatError } from '@imbachat/protocol'
import {
  DASHBOARD_API,
  type DashboardOperationId,
  type dashboardOperations,
  isBySite,
  type Operation,
} from '@imbachat/protocol/http/dashboard'
import type { Context } from 'hono'
import { mustActAs } from '../../owner/team/roles.ts'
import type { HttpEnv } from '../http-env.ts'
import { bodyCap } from '../middleware/body-cap.ts'
import { sameOrigin } from '../middleware/same-origin.ts'
import { API_POLICY } from '../middleware/security-headers.ts'
import { nothingHere } from '../nothing-here.ts'
import { describeOperation } from '../openapi.ts'
import { readInput, readParams } from '../read-input.ts'
import {
  confirmTwoFactor,
  endSessions,
  finishSignIn,
  getSafety,
  renewRecoveryCodes,
  startTwoFactor,
  stopTwoFactor,
} from './account-safety.ts'
import {
  askReset,
  deleteJob,
  disableAccount,
  enableAccount,
  endSessionsOf,
  finishReset,
  getContentsOf,
  getServerOverview,
  getStorage,
  listAccounts,
  listAllWidgets,
  listBackups,
  listJobs,
  listServerAudit,
  lookAtReset,
  makeResetLink,
  replayJob,
  replayJobs,
  resumeWidget,
  setQuotas,
  startBackup,
  stopTwoFactorOf,
  suspendWidget,
  testMail,
} from './administration.ts'
import { listAudit } from './audit.ts'
import { listBroadcasts, previewBroadcast, sendBroadcast, stopBroadcast } from './broadcasts.ts'
import { createConnectCode, getConnection } from './connect.ts'
import { dashboardPrincipal } from './dashboard-principal.ts'
import type { DashboardDeps, Endpoint, EndpointRequest } from './endpoint.ts'
import { fromSite } from './from-site.ts'
import { deleteMonitored, listMonitored, startMonitor } from './monitor.ts'
import {
  addNote,
  decideHeldOfPerson,
  deleteMessages,
  erasePerson,
  exportPerson,
  forgetNote,
  getPerson,
  liftRestriction,
  listDevices,
  listFilesOfPerson,
  listHeldOfPerson,
  listPeople,
  listRoomsOfPerson,
  listTasks,
  openFileOfPerson,
  refreshPerson,
  restrictPerson,
  signOutPerson,
  stopTask,
} from './people.ts'
import { recorded } from './record-act.ts'
import {
  answerAppeal,
  claimReport,
  countReports,
  decideReport,
  getReport,
  listAppeals,
  listReports,
  undoReport,
} from './reports.ts'
import {
  addRoomMembers,
  changeRoomRole,
  changeWidgetRoom,
  createWidgetRoom,
  deleteWidgetRoom,
  findRoomMembers,
  getRoomContents,
  getWidgetRoom,
  listWidgetRooms,
  readWidgetRoom,
  removeRoomMembers,
} from './rooms.ts'
import { changeRules, getRules, tryRules } from './rules.ts'
import { changePassword, claimSetup, getSession, signIn, signOut } from './session.ts'
import { getSiteStatus, testConnection, testFriends, testSearch, testToken } from './site-checks.ts'
import {
  changeSiteSignIn,
  finishSiteSignIn,
  getSiteSignIn,
  lookAtSiteSignIn,
  turnSiteSignInOff,
  turnSiteSignInOn,
} from './site-sign-in.ts'
import { getOverview, getStatistics } from './statistics.ts'
import { dashboardStreams } from './streams.ts'
import {
  acceptInvite,
  changeRole,
  handOver,
  invite,
  leaveTeam,
  listTeam,
  lookAtInvite,
  removeMember,
  revokeInvite,
  signUpByInvite,
} from './team.ts'
import { extendKey, listKeyStates, retireKey, revealKeys, rotateKey } from './widget-keys.ts'
import { changeWidget, createWidget, deleteWidget, getContents, getWidget, listWidgets } from './widgets.ts'

/** What the server does for each operation; one that is described and not here does not compile. */
const endpoints: { [Id in DashboardOperationId]: Endpoint<(typeof dashboardOperations)[Id]> } = {
  'session.get': getSession,
  'session.sign_in': signIn,
  'session.second_factor': finishSignIn,
  'session.sign_out': signOut,
  'setup.claim': claimSetup,
  'password.change': changePassword,
  'account.safety': getSafety,
  'account.end_sessions': endSessions,
  'two_factor.start': startTwoFactor,
  'two_factor.confirm': confirmTwoFactor,
  'two_factor.stop': stopTwoFactor,
  'two_factor.renew_codes': renewRecoveryCodes,
  'widgets.list': listWidgets,
  'widgets.create': createWidget,
  'widgets.get': getWidget,
  'widgets.change': changeWidget,
  'widgets.contents': getContents,
  'widgets.delete': deleteWidget,
  'widget_keys.reveal': revealKeys,
  'widget_keys.rotate': rotateKey,
  'widget_keys.retire': retireKey,
  'widget_keys.states': listKeyStates,
  'widget_keys.extend': extendKey,
  'site.connection_test': testConnection,
  'site.search_test': testSearch,
  'site.friends_test': testFriends,
  'site.token_test': testToken,
  'site.status': getSiteStatus,
  'site_sign_in.get': getSiteSignIn,
  'site_sign_in.turn_on': turnSiteSignInOn,
  'site_sign_in.change': changeSiteSignIn,
  'site_sign_in.turn_off': turnSiteSignInOff,
  'site_sign_in.look': lookAtSiteSignIn,
  'site_sign_in.finish': finishSiteSignIn,
  'connect.create_code': createConnectCode,
  'connect.status': getConnection,
  'overview.get': getOverview,
  'statistics.get': getStatistics,
  'team.list': listTeam,
  'team.invite': invite,
  'team.revoke_invite': revokeInvite,
  'team.change_role': changeRole,
  'team.remove': removeMember,
  'team.leave': leaveTeam,
  'team.hand_over': handOver,
  'join.look': lookAtInvite,
  'join.accept': acceptInvite,
  'join.sign_up': signUpByInvite,
  'audit.list': listAudit,
  'reports.list': listReports,
  'reports.get': getReport,
  'reports.claim': claimReport,
  'reports.decide': decideReport,
  'reports.undo': undoReport,
  'moderation.status': countReports,
  'appeals.list': listAppeals,
  'appeals.answer': answerAppeal,
  'rules.get': getRules,
  'rules.change': changeRules,
  'rules.try': tryRules,
  'people.list': listPeople,
  'people.get': getPerson,
  'people.rooms': listRoomsOfPerson,
  'people.held': listHeldOfPerson,
  'people.decide_held': decideHeldOfPerson,
  'people.devices': listDevices,
  'people.sign_out': signOutPerson,
  'people.files': listFilesOfPerson,
  'people.open_file': openFileOfPerson,
  'people.refresh': refreshPerson,
  'people.restrict': restrictPerson,
  'people.lift': liftRestriction,
  'people.note': addNote,
  'people.forget_note': forgetNote,
  'people.delete_messages': deleteMessages,
  'people.erase': erasePerson,
  'people.export': exportPerson,
  'widget_rooms.list': listWidgetRooms,
  'widget_rooms.get': getWidgetRoom,
  'widget_rooms.create': createWidgetRoom,
  'widget_rooms.change': changeWidgetRoom,
  'widget_rooms.members': findRoomMembers,
  'widget_rooms.add_members': addRoomMembers,
  'widget_rooms.remove_members': removeRoomMembers,
  'widget_rooms.change_role': changeRoomRole,
  'widget_rooms.contents': getRoomContents,
  'widget_rooms.delete': deleteWidgetRoom,
  'widget_rooms.read': readWidgetRoom,
  'broadcasts.list': listBroadcasts,
  'broadcasts.preview': previewBroadcast,
  'broadcasts.send': sendBroadcast,
  'broadcasts.stop': stopBroadcast,
  'monitor.start': startMonitor,
  'monitor.list': listMonitored,
  'monitor.delete': deleteMonitored,
  'tasks.list': listTasks,
  'tasks.stop': stopTask,
  'reset.ask': askReset,
  'reset.finish': finishReset,
  'reset.look': lookAtReset,
  'server.accounts': listAccounts,
  'server.audit': listServerAudit,
  'server.backups': listBackups,
  'server.delete_job': deleteJob,
  'server.disable_account': disableAccount,
  'server.enable_account': enableAccount,
  'server.end_sessions': endSessionsOf,
  'server.jobs': listJobs,
  'server.overview': getServerOverview,
  'server.replay_job': replayJob,
  'server.replay_jobs': replayJobs,
  'server.reset_link': makeResetLink,
  'server.suspend_widget': suspendWidget,
  'server.resume_widget': resumeWidget,
  'server.set_quotas': setQuotas,
  'server.start_backup': startBackup,
  'server.stop_two_factor': stopTwoFactorOf,
  'server.storage': getStorage,
  'server.test_mail': testMail,
  'server.widget_contents': getContentsOf,
  'server.widgets': listAllWidgets,
}

const headers = {
  'cache-control': 'no-store',
  'content-security-policy': API_POLICY,
  'cross-origin-resource-policy': 'same-origin',
}

/** The owner's API: from our own page only, as the account that the session's cookie names. */
export function dashboardRoutes(app: OpenAPIHono<HttpEnv>, deps: DashboardDeps): void {
  app.use(`${DASHBOARD_API}/*`, bodyCap, sameOrigin(deps.config))
  dashboardStreams(app, deps)
  fromSite(app, deps)
  for (const endpoint of Object.values(endpoints)) register(app, endpoint as unknown as Endpoint<Operation>, deps)
}

function register(app: OpenAPIHono<HttpEnv>, { operation, act }: Endpoint<Operation>, deps: DashboardDeps): void {
  describeOperation(app, operation)
  const path = operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.on(operation.method.toUpperCase(), path, async (c: Context<HttpEnv>) => {
    const caller = { headers: c.req.raw.headers, address: c.env.address }
    // The caller and their role are known before the request is looked at.
    const isSignedIn = operation.access === 'owner' || operation.access === 'administrator'
    const {
      owner,
      administrator,
      cookies: prolonged,
    } = isSignedIn ? await dashboardPrincipal(deps, caller.headers) : { owner: null, administrator: false, cookies: [] }
    // As an address that does not exist: to all others there is no administration.
    if (operation.access === 'administrator' && !administrator) throw nothingHere()
    if (owner !== null && owner.site !== null && !isBySite(operation)) throw needsAccount()
    if (owner !== null && operation.method !== 'get') deps.takeChange(owner)
    const params = readParams(c, operation)
    if (owner !== null && operation.access === 'owner' && operation.role !== null) {
      const widgetId = params?.widget_id as number
      owner.role = mustActAs(await deps.team.roleOf(owner, widgetId), operation.role, widgetId)
    }
    const input = { ...(await readInput(c, operation)), params }
    const answer = await recorded(deps.audit, operation, { owner, input, caller }, () =>
      act({ ...input, owner, caller } as EndpointRequest<Operation>, deps),
    )
    const { result, cookies = prolonged } = answer
    for (const cookie of cookies) c.header('set-cookie', cookie, { append: true })
    // Through the schema on its way out too: what was not declared does not leave.
    return c.json(operation.result.parse(result) as object, operation.status, headers)
  })
}

const needsAccount = () =>
  new ChatError('forbidden', "this needs an account of the dashboard; yours is a sign-in from the site's admin")
