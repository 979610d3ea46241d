import type { RequestInput } from '@imbachat/protocol'
import type { PushDevice } from '@imbachat/protocol/requests/push'
import type { ChatClient } from '../client-types.ts'

/** Notifications of the user's browsers. All methods reject with a ChatRequestError. */
export interface PushActs {
  /**
   * With it, a window on the chat server's origin subscribes its browser, once and soon.
   * @param page that a click on a notification opens
   */
  ticket(page: string | null): Promise<{ ticket: string; expires_at: number }>
  /** Subscribes a browser by a worker on the site's own origin. @returns the id of the device */
  subscribe(browser: RequestInput<'push.subscribe'>): Promise<string>
  /** @param here id of this device */
  devices(here: string | null): Promise<PushDevice[]>
  /** @param device_id null: all */
  off(device_id: string | null): Promise<void>
}

/** For the user who is signed in at the time of each call. */
export function pushActs(client: ChatClient): PushActs {
  const { requestWhenOnline } = client.internals()
  return {
    ticket: (page) => requestWhenOnline('push.ticket', { page }),
    subscribe: async (browser) => (await requestWhenOnline('push.subscribe', browser)).device_id,
    devices: async (here) =>
      (await requestWhenOnline('push.devices', here === null ? {} : { device_id: here })).devices,
    async off(device_id) {
      await requestWhenOnline('push.off', device_id === null ? {} : { device_id })
    },
  }
}
