/**
 * The user that a site's token names, read without checking (the server checks it): the outbox must know the owner of
 * its messages before the network is there. null: a guest, or an unreadable token.
 */
export function userIdOf(token: string | null): string | null {
  const { user_id } = claimsOf(token)
  const id = typeof user_id === 'string' || typeof user_id === 'number' ? String(user_id) : ''
  return id === '' || id === '0' ? null : id
}

/** The token's `exp`, seconds since 1970; 0 if the token is unreadable. */
export function endOf(token: string | null): number {
  const { exp } = claimsOf(token)
  return typeof exp === 'number' ? exp : 0
}

function claimsOf(token: string | null): { user_id?: unknown; exp?: unknown } {
  try {
    const payload = (token ?? '').split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes)) ?? {}
  } catch {
    return {}
  }
}
