/** Whose token it says it is, unchecked: only for warnings and to see that another user came. Null when it can't be read. */
export function tokenUserId(token: string | null): string | null {
  try {
    const payload = `${token}`.split('.')[1] as string
    return String(JSON.parse(atob(payload.replace(/-/g, '+').replace(/_/g, '/'))).user_id ?? '') || null
  } catch {
    return null
  }
}
