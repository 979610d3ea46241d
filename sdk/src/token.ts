/**
 * Whom a site's token names, read without checking (the server checks): the outbox must know whose messages are written
 * before the network is there. null: a guest, or a token that can't be read.
 */
export function userIdOf(token: string | null): string | null {
  try {
    const payload = (token ?? '').split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))
    const { user_id } = JSON.parse(new TextDecoder().decode(bytes))
    const id = typeof user_id === 'string' || typeof user_id === 'number' ? String(user_id) : ''
    return id === '' || id === '0' ? null : id
  } catch {
    return null
  }
}
