import type { ConnectionReport } from '@imbachat/protocol/http/widget/site-checks'
import type { UsersInfoCall } from '../call-for-users.ts'
import { callPeople, type PeopleCall } from '../call-people.ts'
import { callUsersInfo, type UsersInfoQuestion } from '../call-users-info.ts'
import { withIdsInPath } from '../users-info-url.ts'
import { connectionReport } from './connection-report.ts'

/**
 * Calls the Users info URL for one user at once, even while calls to the site are paused. If the site does not know the
 * address and its path has no ids, tries the ids in the path: CMS plugins expect them there.
 */
export async function testConnection(
  question: Pick<UsersInfoQuestion, 'egress' | 'widget'>,
  user_id: string,
): Promise<ConnectionReport> {
  const asked = { ...question, user_ids: [user_id], breakerIgnored: true }
  const call = await callUsersInfo(asked)
  const other = isNotFound(call) ? withIdsInPath(question.widget.users_info_url ?? '') : null
  if (other === null || call.kind !== 'failed') return connectionReport(call, user_id)
  const second = await callUsersInfo({ ...asked, widget: { ...question.widget, users_info_url: other } })
  if (second.kind === 'failed') return connectionReport(call, user_id)
  return connectionReport({ ...call, problem: { code: 'ids_in_path', url: other } }, user_id)
}

/** Calls a URL of people search or friends at once. An empty answer gives a warning. */
export async function testPeople(call: Omit<PeopleCall, 'breakerIgnored'>): Promise<ConnectionReport> {
  return connectionReport(await callPeople({ ...call, breakerIgnored: true }), null)
}

const isNotFound = (call: UsersInfoCall) =>
  call.kind === 'failed' && call.problem.code === 'http_status' && call.problem.status === 404
