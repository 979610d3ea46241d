/** What the dashboard remembers of its reader's taste. Nothing secret is ever kept here. */
type Preference = 'language' | 'theme' | `alerts.${string}` | `reasons.${string}`

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
