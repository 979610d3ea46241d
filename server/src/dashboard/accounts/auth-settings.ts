// Settings of `auth.ts` for other modules, which must not load better-auth.

/** Cost of hashing a password: KiB of memory, and passes over it. */
export interface PasswordCost {
  memoryCost: number
  timeCost: number
}

/** A locked account waits this long; `auth.ts` sets it. */
export const LOCK_SECONDS = 15 * 60

/** An error of better-auth, recognised by its name: importing its class would load the library. */
export const isAuthError = (error: unknown): error is Error & { statusCode: number; body?: unknown } =>
  error instanceof Error && error.name === 'APIError'

export const isHttps = (publicUrl: string) => new URL(publicUrl).protocol === 'https:'

/** `__Host-` binds the cookie to this very host and to HTTPS; browsers refuse such a name over plain http. */
export const cookiePrefix = (publicUrl: string) => (isHttps(publicUrl) ? '__Host-imbachat' : 'imbachat')

export const sessionCookieName = (publicUrl: string): string => `${cookiePrefix(publicUrl)}.session_token`

/** The cookie of a person that the site's admin signed in. It has the same limits as that of an account. */
export function siteSessionCookie(publicUrl: string) {
  const name = `${cookiePrefix(publicUrl)}.site_session`
  return {
    read(headers: Headers): string | null {
      const pairs = (headers.get('cookie') ?? '').split(/;\s*/)
      return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || null
    },
    /** A whole Set-Cookie value. @param seconds 0: the browser forgets it */
    set: (value: string, seconds: number) =>
      `${name}=${value}; Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${isHttps(publicUrl) ? '; Secure' : ''}`,
  }
}
