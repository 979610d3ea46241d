export const GUEST = '0'

/**
 * The user that the token names, unchecked: only for warnings, and to notice another user. `GUEST` if it names no user
 * (0, null, ""); null if it can't be read.
 */
export function tokenUserId(token: string | null): string | null {
  try {
    const payload = `${token}`.split('.')[1] as string
    const { user_id } = JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/')))
    return user_id === undefined ? null : `${user_id || GUEST}`
  } catch {
    return null
  }
}
