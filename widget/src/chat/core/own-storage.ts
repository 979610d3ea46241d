/** @returns null: the browser gives the frame none */
export function ownStorage(get: () => Storage): Storage | null {
  try {
    return get()
  } catch {
    // blocked with third-party cookies
    return null
  }
}
