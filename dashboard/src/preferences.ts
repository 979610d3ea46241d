/** The reader's preferences in this browser. Nothing secret is ever kept here. */
type Preference =
  | 'language'
  | 'theme'
  | 'table.density'
  | `table.columns.${string}`
  | `alerts.${string}`
  | `${typeof REASONS}${string}`

/** Reasons of restrictions: the only preferences that may name people. They are removed with the session. */
export const REASONS = 'reasons.'

const keyOf = (name: Preference) => `imbachat.dashboard.${name}`

export function readPreference(name: Preference): string | null {
  try {
    return localStorage.getItem(keyOf(name))
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
    return null
  }
}

export function keepPreference(name: Preference, value: string): void {
  try {
    localStorage.setItem(keyOf(name), value)
  } catch {
    // As above.
  }
}

export function forgetReasons(): void {
  try {
    const reasons = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(REASONS)))
    for (const key of reasons) localStorage.removeItem(key)
  } catch {
    // As above.
  }
}
