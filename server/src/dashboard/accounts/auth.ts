import { PASSWORD_LENGTH } from '@imbachat/protocol/http/account/session'
import { betterAuth } from 'better-auth'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Kysely } from 'kysely'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { cookiePrefix, isHttps, LOCK_SECONDS, type PasswordCost } from './auth-settings.ts'

/** A sign-in lasts this long without a visit, seconds. */
const SESSION_SECONDS = 14 * 24 * 3600

/** A visit prolongs a session that is older than this, seconds. */
const SESSION_RENEW_SECONDS = 24 * 3600

export type Auth = ReturnType<typeof createAuth>

/** A tenth of a second of one core. */
const PASSWORD_COST: PasswordCost = { memoryCost: 65_536, timeCost: 2 }

/**
 * better-auth with our own tables. Its HTTP handler is not mounted: only the operations of `http/dashboard` exist, so
 * there is no open sign-up and no reset without mail that could be switched on by mistake.
 */
export function createAuth({
  control,
  sessionSecret,
  publicUrl,
  passwordCost = PASSWORD_COST,
}: {
  control: Kysely<Database & OwnerTables>
  sessionSecret: string
  publicUrl: string
  passwordCost?: PasswordCost | undefined
}) {
  const https = isHttps(publicUrl)
  return betterAuth({
    appName: 'ImbaChat',
    baseURL: publicUrl,
    secret: sessionSecret,
    database: { db: control, type: 'sqlite' },
    telemetry: { enabled: false },
    // It would log e-mail addresses of failed sign-ins. `http` logs what is needed.
    logger: { disabled: true },
    // Counted in `createAttempts`, by the address behind trusted proxies and by e-mail, on the server's clock.
    rateLimit: { enabled: false },
    user: {
      modelName: 'owner',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        administrator: { type: 'number', required: false, input: false },
        disabledAt: { type: 'number', required: false, input: false, fieldName: 'disabled_at' },
      },
    },
    session: {
      modelName: 'owner_session',
      fields: {
        userId: 'owner_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      expiresIn: SESSION_SECONDS,
      updateAge: SESSION_RENEW_SECONDS,
    },
    account: {
      modelName: 'owner_credential',
      fields: {
        userId: 'owner_id',
        providerId: 'provider_id',
        accountId: 'account_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    verification: {
      modelName: 'owner_verification',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      password: {
        hash: (password) => Bun.password.hash(password, { algorithm: 'argon2id', ...passwordCost }),
        verify: ({ hash, password }) => Bun.password.verify(password, hash),
      },
    },
    plugins: [
      twoFactor({
        issuer: 'ImbaChat',
        accountLockout: { durationSeconds: LOCK_SECONDS },
        schema: {
          user: { fields: { twoFactorEnabled: 'two_factor_enabled' } },
          twoFactor: {
            modelName: 'owner_two_factor',
            fields: {
              userId: 'owner_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
    ],
    advanced: {
      useSecureCookies: false,
      cookiePrefix: cookiePrefix(publicUrl),
      defaultCookieAttributes: { secure: https, httpOnly: true, sameSite: 'lax', path: '/' },
    },
  })
}
