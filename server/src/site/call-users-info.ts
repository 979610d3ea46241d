import type { Widget } from '../chat/widget.ts'
import { callForUsers, type UsersInfoCall, type UsersQuestion } from './call-for-users.ts'
import { urlWithIds } from './users-info-url.ts'

export interface UsersInfoQuestion extends Omit<UsersQuestion, 'url' | 'method'> {
  widget: Widget
  user_ids: readonly string[]
}

/** Asks the site for these users. */
export async function callUsersInfo({ user_ids, ...question }: UsersInfoQuestion): Promise<UsersInfoCall> {
  const { users_info_url: template } = question.widget
  if (template === null) return { kind: 'failed', url: null, problem: { code: 'no_url' }, answer: null }
  return callForUsers({ ...question, url: urlWithIds(template, user_ids) })
}
