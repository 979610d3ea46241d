import {
  safetyGet,
  secondFactor,
  sessionsEnd,
  twoFactorConfirm,
  twoFactorRenewCodes,
  twoFactorStart,
  twoFactorStop,
} from './account-safety.ts'
import { administrationOperations } from './administration.ts'
import { auditList } from './audit.ts'
import { broadcastsList, broadcastsPreview, broadcastsSend, broadcastsStop } from './broadcasts.ts'
import { connectCodeCreate, connectionGet } from './connect.ts'
import { monitorDelete, monitorList, monitorStart } from './monitor.ts'
import type { Operation } from './operation.ts'
import {
  peopleDecideHeld,
  peopleDeleteMessages,
  peopleDevices,
  peopleErase,
  peopleExport,
  peopleFiles,
  peopleForgetNote,
  peopleGet,
  peopleHeld,
  peopleLift,
  peopleList,
  peopleNote,
  peopleOpenFile,
  peopleRefresh,
  peopleRestrict,
  peopleRooms,
  peopleSignOut,
  tasksList,
  tasksStop,
} from './people.ts'
import {
  appealsAnswer,
  appealsList,
  moderationStatus,
  reportsClaim,
  reportsDecide,
  reportsGet,
  reportsList,
  reportsUndo,
} from './reports.ts'
import {
  widgetRoomsAdd,
  widgetRoomsChange,
  widgetRoomsContents,
  widgetRoomsCreate,
  widgetRoomsDelete,
  widgetRoomsGet,
  widgetRoomsList,
  widgetRoomsMembers,
  widgetRoomsRead,
  widgetRoomsRemove,
  widgetRoomsRole,
} from './rooms.ts'
import { rulesChange, rulesGet, rulesTry } from './rules.ts'
import { passwordChange, sessionGet, sessionSignIn, sessionSignOut, setupClaim } from './session.ts'
import { connectionTest, friendsTest, searchTest, siteStatusGet, tokenTest } from './site-checks.ts'
import {
  siteSignInChange,
  siteSignInFinish,
  siteSignInGet,
  siteSignInLook,
  siteSignInTurnOff,
  siteSignInTurnOn,
} from './site-sign-in.ts'
import { overviewGet, statisticsGet } from './statistics.ts'
import {
  joinAccept,
  joinLook,
  joinSignUp,
  teamChangeRole,
  teamHandOver,
  teamInviteCreate,
  teamInviteRevoke,
  teamLeave,
  teamList,
  teamRemove,
} from './team.ts'
import {
  widgetKeysExtend,
  widgetKeysRetire,
  widgetKeysReveal,
  widgetKeysRotate,
  widgetKeysStates,
} from './widget-keys.ts'
import { widgetsChange, widgetsContents, widgetsCreate, widgetsDelete, widgetsGet, widgetsList } from './widgets.ts'

export * from './account-safety.ts'
export * from './administration.ts'
export * from './audit.ts'
export * from './broadcasts.ts'
export * from './carried.ts'
export * from './connect.ts'
export * from './held-file.ts'
export * from './mail-language.ts'
export * from './monitor.ts'
export * from './operation.ts'
export * from './people.ts'
export * from './reports.ts'
export * from './rooms.ts'
export * from './rules.ts'
export * from './session.ts'
export * from './site-address.ts'
export * from './site-checks.ts'
export * from './site-sign-in.ts'
export * from './statistics.ts'
export * from './team.ts'
export * from './widget-keys.ts'
export * from './widget-settings.ts'
export * from './widgets.ts'

/** Every operation of the dashboard, by its id. The server has one handler for each (`server/src/http/dashboard`). */
export const dashboardOperations = {
  'session.get': sessionGet,
  'session.sign_in': sessionSignIn,
  'session.second_factor': secondFactor,
  'session.sign_out': sessionSignOut,
  'setup.claim': setupClaim,
  'password.change': passwordChange,
  'account.safety': safetyGet,
  'account.end_sessions': sessionsEnd,
  'two_factor.start': twoFactorStart,
  'two_factor.confirm': twoFactorConfirm,
  'two_factor.stop': twoFactorStop,
  'two_factor.renew_codes': twoFactorRenewCodes,
  'widgets.list': widgetsList,
  'widgets.create': widgetsCreate,
  'widgets.get': widgetsGet,
  'widgets.change': widgetsChange,
  'widgets.contents': widgetsContents,
  'widgets.delete': widgetsDelete,
  'widget_keys.reveal': widgetKeysReveal,
  'widget_keys.rotate': widgetKeysRotate,
  'widget_keys.retire': widgetKeysRetire,
  'widget_keys.states': widgetKeysStates,
  'widget_keys.extend': widgetKeysExtend,
  'site.connection_test': connectionTest,
  'site.search_test': searchTest,
  'site.friends_test': friendsTest,
  'site.token_test': tokenTest,
  'site.status': siteStatusGet,
  'site_sign_in.get': siteSignInGet,
  'site_sign_in.turn_on': siteSignInTurnOn,
  'site_sign_in.change': siteSignInChange,
  'site_sign_in.turn_off': siteSignInTurnOff,
  'site_sign_in.look': siteSignInLook,
  'site_sign_in.finish': siteSignInFinish,
  'connect.create_code': connectCodeCreate,
  'connect.status': connectionGet,
  'overview.get': overviewGet,
  'statistics.get': statisticsGet,
  'team.list': teamList,
  'team.invite': teamInviteCreate,
  'team.revoke_invite': teamInviteRevoke,
  'team.change_role': teamChangeRole,
  'team.remove': teamRemove,
  'team.leave': teamLeave,
  'team.hand_over': teamHandOver,
  'join.look': joinLook,
  'join.accept': joinAccept,
  'join.sign_up': joinSignUp,
  'audit.list': auditList,
  'reports.list': reportsList,
  'reports.get': reportsGet,
  'reports.claim': reportsClaim,
  'reports.decide': reportsDecide,
  'reports.undo': reportsUndo,
  'moderation.status': moderationStatus,
  'appeals.list': appealsList,
  'appeals.answer': appealsAnswer,
  'rules.get': rulesGet,
  'rules.change': rulesChange,
  'rules.try': rulesTry,
  'people.list': peopleList,
  'people.get': peopleGet,
  'people.rooms': peopleRooms,
  'people.held': peopleHeld,
  'people.decide_held': peopleDecideHeld,
  'people.devices': peopleDevices,
  'people.sign_out': peopleSignOut,
  'people.files': peopleFiles,
  'people.open_file': peopleOpenFile,
  'people.refresh': peopleRefresh,
  'people.restrict': peopleRestrict,
  'people.lift': peopleLift,
  'people.note': peopleNote,
  'people.forget_note': peopleForgetNote,
  'people.delete_messages': peopleDeleteMessages,
  'people.erase': peopleErase,
  'people.export': peopleExport,
  'widget_rooms.list': widgetRoomsList,
  'widget_rooms.get': widgetRoomsGet,
  'widget_rooms.create': widgetRoomsCreate,
  'widget_rooms.change': widgetRoomsChange,
  'widget_rooms.members': widgetRoomsMembers,
  'widget_rooms.add_members': widgetRoomsAdd,
  'widget_rooms.remove_members': widgetRoomsRemove,
  'widget_rooms.change_role': widgetRoomsRole,
  'widget_rooms.contents': widgetRoomsContents,
  'widget_rooms.delete': widgetRoomsDelete,
  'widget_rooms.read': widgetRoomsRead,
  'broadcasts.list': broadcastsList,
  'broadcasts.preview': broadcastsPreview,
  'broadcasts.send': broadcastsSend,
  'broadcasts.stop': broadcastsStop,
  'monitor.start': monitorStart,
  'monitor.list': monitorList,
  'monitor.delete': monitorDelete,
  'tasks.list': tasksList,
  'tasks.stop': tasksStop,
  ...administrationOperations,
} as const satisfies Record<string, Operation>

export type DashboardOperationId = keyof typeof dashboardOperations

type Recorded<O> = O extends { audit: infer Said } ? Said : O extends { method: 'get' } ? false : true

/** What the audit log may have. */
export type AuditedOperationId = {
  [Id in DashboardOperationId]: Recorded<(typeof dashboardOperations)[Id]> extends true ? Id : never
}[DashboardOperationId]
