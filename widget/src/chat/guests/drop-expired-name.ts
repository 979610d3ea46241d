import { effect } from '@preact/signals'
import type { ChatModel } from '../frame/chat-model.ts'

/** The name ended, or the widget's owner no longer allows it: the visitor is a guest without a name. */
export function dropExpiredName({ connection, guest, client, close }: ChatModel): void {
  effect(() => {
    const now = connection.value
    const over =
      now.kind === 'refused'
        ? now.error.code !== 'widget_suspended'
        : now.kind === 'waiting_for_token' || now.kind === 'expired'
    if (!over || guest.token === null) return
    guest.drop()
    close()
    client.setToken(null)
  })
}
