import type { Kysely } from 'kysely'
import * as first from './0001-first.ts'
import * as owner from './0002-owner.ts'
import * as installation from './0003-installation.ts'
import * as messageByClientId from './0004-message-by-client-id.ts'
import * as roomsOfMany from './0005-rooms-of-many.ts'
import * as namesOfRooms from './0006-names-of-rooms.ts'
import * as connectCode from './0008-connect-code.ts'
import * as deletedWidgets from './0009-deleted-widgets.ts'
import * as ownState from './0011-own-state.ts'
import * as reactions from './0012-reactions.ts'
import * as files from './0013-files.ts'
import * as jobs from './0014-jobs.ts'
import * as groups from './0015-groups.ts'
import * as invites from './0016-invites.ts'
import * as roomFlags from './0018-room-flags.ts'
import * as blocks from './0019-blocks.ts'
import * as reports from './0020-reports.ts'
import * as userSettings from './0021-user-settings.ts'
import * as search from './0022-search.ts'
import * as dialogContext from './0023-dialog-context.ts'
import * as ownersOfRooms from './0024-owners-of-rooms.ts'
import * as messageParts from './0025-message-parts.ts'
import * as joinRequests from './0026-join-requests.ts'
import * as roomPicture from './0027-room-picture.ts'
import * as pinnedMessages from './0031-pinned-messages.ts'
import * as mentions from './0032-mentions.ts'
import * as messageVersions from './0033-message-versions.ts'
import * as restrictions from './0036-restrictions.ts'
import * as moderators from './0037-moderators.ts'
import * as team from './0039-team.ts'
import * as twoFactor from './0040-two-factor.ts'
import * as statistics from './0041-statistics.ts'
import * as rules from './0043-rules.ts'
import * as slowMode from './0044-slow-mode.ts'
import * as monitor from './0045-monitor.ts'
import * as appeals from './0046-appeals.ts'
import * as administration from './0048-administration.ts'
import * as endsOfKeys from './0049-ends-of-keys.ts'
import * as heldMessages from './0050-held-messages.ts'
import * as signIn from './0052-sign-in.ts'
import * as stopsAndOpenActs from './0054-stops-and-open-acts.ts'
import * as largeWidgets from './0055-large-widgets.ts'
import * as whoDeletes from './0056-who-deletes.ts'
import * as heldByTime from './0057-held-by-time.ts'
import * as leasesOfJobs from './0058-leases-of-jobs.ts'
import * as secretCheck from './0059-secret-check.ts'
import * as usedCodes from './0060-used-codes.ts'
import * as tokensFrom from './0061-tokens-from.ts'
import * as reportsBySubject from './0062-reports-by-subject.ts'

export interface Migration {
  name: string
  up(db: Kysely<never>): Promise<void>
}

/** Append only: a released migration is never changed, removed or reordered. */
export const migrations: readonly Migration[] = [
  { name: '0001-first', up: first.up },
  { name: '0002-owner', up: owner.up },
  { name: '0003-installation', up: installation.up },
  { name: '0004-message-by-client-id', up: messageByClientId.up },
  { name: '0005-rooms-of-many', up: roomsOfMany.up },
  { name: '0006-names-of-rooms', up: namesOfRooms.up },
  { name: '0009-deleted-widgets', up: deletedWidgets.up },
  { name: '0011-own-state', up: ownState.up },
  { name: '0012-reactions', up: reactions.up },
  { name: '0008-connect-code', up: connectCode.up },
  { name: '0024-owners-of-rooms', up: ownersOfRooms.up },
  { name: '0023-dialog-context', up: dialogContext.up },
  { name: '0013-files', up: files.up },
  { name: '0018-room-flags', up: roomFlags.up },
  { name: '0022-search', up: search.up },
  { name: '0019-blocks', up: blocks.up },
  { name: '0015-groups', up: groups.up },
  { name: '0014-jobs', up: jobs.up },
  { name: '0020-reports', up: reports.up },
  { name: '0016-invites', up: invites.up },
  { name: '0021-user-settings', up: userSettings.up },
  { name: '0025-message-parts', up: messageParts.up },
  { name: '0036-restrictions', up: restrictions.up },
  { name: '0033-message-versions', up: messageVersions.up },
  { name: '0039-team', up: team.up },
  { name: '0041-statistics', up: statistics.up },
  { name: '0040-two-factor', up: twoFactor.up },
  { name: '0031-pinned-messages', up: pinnedMessages.up },
  { name: '0032-mentions', up: mentions.up },
  { name: '0037-moderators', up: moderators.up },
  { name: '0026-join-requests', up: joinRequests.up },
  { name: '0027-room-picture', up: roomPicture.up },
  { name: '0043-rules', up: rules.up },
  { name: '0048-administration', up: administration.up },
  { name: '0044-slow-mode', up: slowMode.up },
  { name: '0045-monitor', up: monitor.up },
  { name: '0046-appeals', up: appeals.up },
  { name: '0049-ends-of-keys', up: endsOfKeys.up },
  { name: '0054-stops-and-open-acts', up: stopsAndOpenActs.up },
  { name: '0055-large-widgets', up: largeWidgets.up },
  { name: '0052-sign-in', up: signIn.up },
  { name: '0050-held-messages', up: heldMessages.up },
  { name: '0056-who-deletes', up: whoDeletes.up },
  { name: '0057-held-by-time', up: heldByTime.up },
  { name: '0058-leases-of-jobs', up: leasesOfJobs.up },
  { name: '0059-secret-check', up: secretCheck.up },
  { name: '0060-used-codes', up: usedCodes.up },
  { name: '0061-tokens-from', up: tokensFrom.up },
  { name: '0062-reports-by-subject', up: reportsBySubject.up },
]
