import { LANGUAGES, type Language } from '@imbachat/protocol/phrases/languages'
import { DEFAULT_USER_SETTINGS, type UserSettingsPatch } from '@imbachat/protocol/user-settings'
import { safetyActs } from '@imbachat/sdk/safety-acts'
import type { ChatModel } from '../frame/chat-model.ts'

/**
 * Mails are in the user's language and at hours of their day, which the server can't know by itself: the chat notes
 * both, when they are others than before.
 */
export function reportLocale(chat: ChatModel, language: string): void {
  const { time_zone, spoken } = { ...DEFAULT_USER_SETTINGS, ...chat.settings.peek() }
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
  const [base = ''] = language.split('-')
  const isSpoken = Object.hasOwn(LANGUAGES, base) && base !== spoken
  const change: UserSettingsPatch = {
    ...(zone !== undefined && zone !== time_zone && { time_zone: zone }),
    ...(isSpoken && { spoken: base as Language }),
  }
  if (Object.keys(change).length > 0)
    safetyActs(chat.client)
      .set(change)
      .catch(() => {})
}
