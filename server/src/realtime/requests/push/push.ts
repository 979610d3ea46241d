import { ChatError } from '@imbachat/protocol'
import type { pushRequests } from '@imbachat/protocol/requests/push'
import type { ChatDeps } from '../../../chat/chat-deps.ts'
import type { HandlersOf } from '../handler.ts'

export const pushHandlers: HandlersOf<typeof pushRequests> = {
  'push.ticket': ({ deps, principal }, { page }) => devicesOf(deps).ticket(principal, page),

  'push.subscribe': async ({ deps, principal }, { device, name, language, subscription, page }) => ({
    device_id: await devicesOf(deps).subscribe(principal, { device, name, language, subscription, page }),
  }),

  'push.devices': async ({ deps, principal }, { device_id = null }) => ({
    devices: await devicesOf(deps).list(principal, device_id),
  }),

  'push.off': async ({ deps, principal }, { device_id = null }) => {
    await devicesOf(deps).off(principal, device_id)
    return {}
  },
}

function devicesOf({ pushDevices }: Pick<ChatDeps, 'pushDevices'>) {
  if (pushDevices === null) throw new ChatError('forbidden', 'This server sends no notifications to browsers.')
  return pushDevices
}
