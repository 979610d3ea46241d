/** Remembers for the tab that this user's window is open, so that the next page opens it again. */
export function openMemory(widgetId: number, userId: string | null): { wasOpen(): boolean; keep(open: boolean): void } {
  const key = `imbachat:open:${widgetId}`
  const user = userId ?? ''
  return {
    wasOpen() {
      try {
        return sessionStorage.getItem(key) === user
      } catch {
        // storage may be forbidden in this page
        return false
      }
    },
    keep(open) {
      try {
        if (open) sessionStorage.setItem(key, user)
        else sessionStorage.removeItem(key)
      } catch {
        // storage may be forbidden or full
      }
    },
  }
}
