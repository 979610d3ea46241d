import type { ErrorBody, ReportReason, Restriction } from '@imbachat/protocol'
import type { UserSettingsPatch } from '@imbachat/protocol/user-settings'
import type { ChatClient, ChatClientOptions } from '../client-types.ts'
import { ChatRequestError, connectionLost } from '../request-error.ts'
import type { UserCard } from '../types.ts'

/** Operations for the user's own safety. All methods reject with a ChatRequestError. */
export interface SafetyActs {
  /** Applies to all devices of the user; `on` false unblocks. */
  block(user_id: string, on: boolean): Promise<void>
  /** A page of the users that the user has blocked, the last blocked first. */
  blocked(cursor?: number): Promise<{ users: UserCard[]; next: number | null }>
  /** Changes the user's own settings on all of their devices. Settings that are not named stay. */
  set(settings: UserSettingsPatch): Promise<void>
  /** The user has read a warning of the moderators; no device shows it again. */
  confirmWarning(warning_id: string): Promise<void>
  /** A muted user asks the moderators to think again: once for each mute. */
  appeal(text: string): Promise<void>
  /** Reports a message or a user to the moderators. */
  report(report: Report): Promise<void>
}

export interface Report {
  room_id: number
  /** of the message; absent: the user is reported */
  seq?: number
  user_id?: string
  reason: ReportReason
  comment: string
}

/** For the user who is signed in at the time of each call. */
export function safetyActs(client: ChatClient): SafetyActs {
  return {
    async block(user_id, on) {
      const { requestWhenOnline, ownState } = client.internals()
      const { item } = await requestWhenOnline('user.block', { user_id, blocked: on })
      ownState.event([item])
    },
    async blocked(cursor) {
      const { requestWhenOnline, users } = client.internals()
      const page = await requestWhenOnline('blocked.list', cursor === undefined ? {} : { cursor })
      users.learn(page.users)
      return page
    },
    async set(settings) {
      const { requestWhenOnline, ownState } = client.internals()
      ownState.event([(await requestWhenOnline('settings.set', { settings })).item])
    },
    async confirmWarning(warning_id) {
      const { requestWhenOnline, ownState } = client.internals()
      ownState.event([(await requestWhenOnline('warning.confirm', { warning_id })).item])
    },
    async appeal(text) {
      const { requestWhenOnline, ownState } = client.internals()
      ownState.event([(await requestWhenOnline('appeal.send', { text })).item])
    },
    async report({ room_id, seq, user_id, reason, comment }) {
      await client.internals().requestWhenOnline('report.send', {
        room_id,
        ...(seq === undefined ? {} : { seq }),
        ...(user_id === undefined ? {} : { user_id }),
        reason,
        comment,
      })
    },
  }
}

/**
 * A banned user asks the moderators to think again: once for each ban. They have no connection, so the note goes by
 * itself, with their token. @returns the ban, with the note on it. @throws ChatRequestError
 */
export async function sendBanAppeal(
  { url, widgetId, token }: Pick<ChatClientOptions, 'url' | 'widgetId' | 'token'>,
  text: string,
): Promise<Restriction> {
  let answer: Response
  let body: { restriction: Restriction } | { error: ErrorBody }
  try {
    answer = await fetch(`${url.replace(/\/+$/, '')}/imbachat/v1/${widgetId}/appeal`, {
      method: 'POST',
      body: JSON.stringify({ token: token ?? '', text }),
    })
    body = await answer.json()
  } catch {
    throw connectionLost()
  }
  if ('restriction' in body) return body.restriction
  throw new ChatRequestError(body.error)
}
