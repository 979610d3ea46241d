/**
 * Whom a site's token names, read without checking (the server checks): the outbox must know whose messages are written
 * before the network is there. null: a guest, or a token that can't be read.
 */
export function userIdOf(token: string | null): string | null {
  const { user_id } = claimsOf(token)
  const id = typeof user_id === 'string' || typeof user_id === 'number' ? String(user_id) : ''
  return id === '' || id === '0' ? null : id
}

/** When a token says that it ends, seconds since 1970; 0 when it can't be read. */
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
