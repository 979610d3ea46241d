import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
import type { DeviceMemory, PartyMemory } from '@imbachat/sdk/calls'

/** the frame's own address is /imbachat/v1/WIDGET/… */
const widgetId = () => Number(location.pathname.split('/')[3])

/** Stores the devices that the user has chosen in this browser. */
export function deviceMemory(user_id: string): DeviceMemory {
  const key = keptName(kept('callDevices'), widgetId(), user_id)
  return {
    read() {
      try {
        return Object(JSON.parse(localStorage.getItem(key) ?? '{}'))
      } catch {
        return {}
      }
    },
    write: (chosen) => attempt(() => localStorage.setItem(key, JSON.stringify(chosen))),
  }
}

/** Stores the party of this tab in a call, for a reload. */
export function partyMemory(user_id: string): PartyMemory {
  const key = keptName(kept('callParty'), widgetId(), user_id)
  return {
    read: () => attempt(() => sessionStorage.getItem(key)) ?? null,
    write: (party) =>
      attempt(() => (party === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, party))),
  }
}

/** Storage may be full, or none be given to the frame. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch {
    return undefined
  }
}
