import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'

/** After a no, the chat does not offer notifications for so long. */
const SILENT_MS = 30 * 24 * 3_600_000

/** A user's notification settings that this browser stores. */
export interface PushMemory {
  /** the device as the server knows it; null: it gets none of this user's */
  device(): string | null
  keep(device_id: string | null): void
  /** May the chat offer them, unasked? */
  mayOffer(): boolean
  declined(): void
}

export function pushMemory(storage: Storage | null, widgetId: number, user_id: string): PushMemory {
  const deviceKey = keptName(kept('pushDevice'), widgetId, user_id)
  const noKey = keptName(kept('pushDeclined'), widgetId, user_id)
  return {
    device: () => storage?.getItem(deviceKey) ?? null,
    keep(device_id) {
      if (device_id === null) storage?.removeItem(deviceKey)
      else put(storage, deviceKey, device_id)
    },
    mayOffer: () => Number(storage?.getItem(noKey) ?? 0) < Date.now() - SILENT_MS,
    declined: () => put(storage, noKey, String(Date.now())),
  }
}

/** Prefix of the names under which a user's device is stored. */
export const deviceKeys = (widgetId: number): string => keptName(kept('pushDevice'), widgetId)

/**
 * The device is to get no more of a user who has signed out here. What can't reach the server now is kept, and sent
 * with the next page.
 */
export function forgetDevice(storage: Storage | null, widgetId: number, device_id: string): void {
  const key = keptName(kept('pushForgotten'), widgetId)
  put(storage, key, [...new Set([...idsIn(storage?.getItem(key)), ...idsIn(device_id)])].join(' '))
  void sendForgotten(storage, widgetId)
}

/** Drops invalid ids. */
const idsIn = (text: string | null | undefined) => (text ?? '').split(' ').filter((id) => /^[\w-]{22}$/.test(id))

/** Reports to the server the devices that must get no more notifications. */
export async function sendForgotten(storage: Storage | null, widgetId: number): Promise<void> {
  const key = keptName(kept('pushForgotten'), widgetId)
  const waiting = () => idsIn(storage?.getItem(key))
  if (waiting().length === 0) storage?.removeItem(key)
  for (const device_id of waiting()) {
    const answer = await fetch(`/imbachat/v1/${widgetId}/push/forget`, {
      method: 'POST',
      // it ends with the page otherwise, which a sign-out often leaves
      keepalive: true,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ device_id }),
    }).catch(() => null)
    // it is asked again where that may help
    if (answer === null || answer.status >= 500 || answer.status === 429) return
    const left = waiting().filter((one) => one !== device_id)
    if (left.length === 0) storage?.removeItem(key)
    else put(storage, key, left.join(' '))
  }
}

function put(storage: Storage | null, key: string, value: string): void {
  try {
    storage?.setItem(key, value)
  } catch {
    // full
  }
}
