import { signInAddress } from '@imbachat/protocol/page/sign-in-url'
import { effect } from '@preact/signals'
import type { PageOptions } from '../../bridge/messages.ts'
import { type ChatFrameWorld, isGuestDoor } from '../frame/chat-frame-model.ts'
import type { ChatModel } from '../frame/chat-model.ts'

/**
 * Reports to the page whether the launcher is of use. It is not if the chat could only ask the visitor to sign in, and
 * has no way to do so.
 */
export function sendLauncherState(chat: ChatModel, { signInUrl }: PageOptions, { config, page }: ChatFrameWorld) {
  const canSignIn = [signInUrl ?? null, config.settings.sign_in_url].some((url) => signInAddress(url) !== null)
  effect(() => {
    const connection = chat.connection.value
    const refused = connection.kind === 'refused'
    if (connection.kind !== 'online' && !refused) return
    const isGuest = refused ? isGuestDoor(connection.error) : chat.me.value === null
    const reads = chat.roomModel.value !== null || chat.opening.value !== null
    page.send({ t: 'launcher', leads: canSignIn || !isGuest || (reads && !refused) })
  })
}
