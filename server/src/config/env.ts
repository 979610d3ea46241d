import { z } from 'zod'
import { messageOf } from '../error-message.ts'
import { splitHosts } from '../store/postgres/connections/hosts.ts'
import { ConfigError } from './config-error.ts'
import { LIMIT_NAMES, LIMITS, type Limit, type LimitName } from './limits.ts'

const PORT_RANGE = { error: 'must be a whole number from 0 to 65535' }
const port = z.coerce.number(PORT_RANGE).int(PORT_RANGE).min(0, PORT_RANGE).max(65535, PORT_RANGE)

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an address such as https://chat.example', abort: true })
  .refine((url) => new URL(url).pathname === '/' && !new URL(url).search, { error: 'must have no path and no query' })

/** Several hosts are one primary and its standbys. */
const postgresUrl = z.string().superRefine((url, context) => {
  try {
    splitHosts(url)
  } catch (error) {
    context.addIssue(messageOf(error))
  }
})

const natsUrls = z
  .string()
  .refine((urls) => urls.split(',').every((url) => isNatsUrl(url.trim())), {
    error: 'must be like nats://host:4222, or several, comma-separated',
    abort: true,
  })
  .refine((urls) => new Set(urls.split(',').map((url) => URL.parse(url.trim())?.protocol)).size === 1, {
    error: 'must have tls:// in all of its addresses, or in none',
  })

function isNatsUrl(url: string): boolean {
  const parsed = URL.parse(url)
  return (
    parsed !== null && /^(nats|tls):$/.test(parsed.protocol) && parsed.hostname !== '' && parsed.pathname.length < 2
  )
}

/** Only the variables that are set: there are many limits, a server sets a few, and each schema stays in memory. */
const limitsIn = (set: Record<string, string | undefined>) =>
  Object.fromEntries(LIMIT_NAMES.flatMap((name) => (name in set ? [[name, within(LIMITS[name])]] : [])))

function within({ least, most, unit }: Limit): z.ZodType<number, unknown> {
  const number = unit === undefined ? 'a whole number' : `a whole number of ${unit}`
  const range = most === undefined ? `, ${least} or more` : ` from ${least} to ${most}`
  const expected = { error: `must be ${number}${range}` }
  return z.coerce
    .number(expected)
    .int(expected)
    .min(least, expected)
    .max(most ?? Number.MAX_SAFE_INTEGER, expected)
}

const smtpUrl = z.string().refine(isSmtpUrl, {
  error: 'must be like smtp://user:password@host:587 or smtps://host, and may end in ?tls=required or ?tls=off',
})

function isSmtpUrl(url: string): boolean {
  const parsed = URL.parse(url)
  if (parsed === null || !/^smtps?:$/.test(parsed.protocol) || parsed.hostname === '') return false
  return parsed.pathname.length < 2 && ['', '?tls=required', '?tls=off'].includes(parsed.search)
}

const turnUrls = z
  .string()
  .refine((urls) => turnAddresses(urls).every((url) => /^turns?:[^\s/@?]+(\?transport=(udp|tcp))?$/.test(url)), {
    error: 'must be like turn:host:3478 or turns:host:443?transport=tcp, or several, comma-separated',
  })

/** IP addresses or host names, comma-separated. */
const mediaAddresses = z.string().refine((text) => namesIn(text).every((name) => /^[\w.:-]+$/.test(name)), {
  error: 'must be an IP address or a host name, or several, comma-separated',
})

/** The addresses of CALLS_MEDIA_ADDRESS. */
export const namesIn = (text: string): string[] => text.split(',').map((name) => name.trim())

/** The addresses of TURN_URL. */
export const turnAddresses = (urls: string): string[] => urls.split(',').map((url) => url.trim())

/** `chat@shop.example`, or `Shop chat <chat@shop.example>`. */
const sender = z.string().refine((text) => z.email().safeParse(/<([^<>]*)>$/.exec(text)?.[1] ?? text).success, {
  error: 'must be an email address, or a name with the address in angle brackets',
})

/** An address with a star where the token stands: `reply+*@shop.example`, or `*@reply.shop.example`. */
const replyAddress = z
  .string()
  .refine((address) => /^[^*@\s]*\*@/.test(address) && z.email().safeParse(address.replace('*', 'a')).success, {
    error: 'must be like reply+*@shop.example or *@reply.shop.example: the star stands for the token',
  })

const imapUrl = z.string().refine(isImapUrl, {
  error:
    'must be like imaps://user:password@mail.example/INBOX or imap://host, and may end in ?tls=required or ?tls=off',
})

function isImapUrl(url: string): boolean {
  const parsed = URL.parse(url)
  if (parsed === null || !/^imaps?:$/.test(parsed.protocol) || parsed.hostname === '') return false
  return ['', '?tls=required', '?tls=off'].includes(parsed.search)
}

/** The environment variables as the server administrator sets them. Their meaning and defaults are in `config.ts`. */
const envSchema = z.object({
  PORT: port.optional(),
  HOST: z.string().min(1).optional(),
  PUBLIC_URL: httpUrl.optional(),
  DATA_DIR: z.string().min(1).optional(),
  DATABASE_URL: postgresUrl.optional(),
  NATS_URL: natsUrls.optional(),
  FILES_DIR: z.string().min(1).optional(),
  S3_ENDPOINT: httpUrl.optional(),
  S3_BUCKET: z.string().min(1).optional(),
  S3_REGION: z.string().min(1).optional(),
  S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  EGRESS_ALLOW: z.string().optional(),
  TRUSTED_PROXIES: z.string().optional(),
  SEARCH: z.enum(['on', 'off']).optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  METRICS_PORT: port.optional(),
  SMTP_URL: smtpUrl.optional(),
  SMTP_PASSWORD: z.string().min(1).optional(),
  MAIL_FROM: sender.optional(),
  DKIM_DOMAIN: z
    .string()
    .regex(/^[a-z\d-]+(\.[a-z\d-]+)+$/i, 'must be a domain such as shop.example')
    .optional(),
  DKIM_SELECTOR: z
    .string()
    .regex(/^[a-z\d-]+(\.[a-z\d-]+)*$/i, 'must be a selector such as chat')
    .optional(),
  DKIM_KEY_FILE: z.string().min(1).optional(),
  REPLY_ADDRESS: replyAddress.optional(),
  REPLY_AUTHSERV_ID: z
    .string()
    .regex(/^[\w.-]+$/, 'must be a name such as mx.shop.example')
    .optional(),
  REPLY_WEBHOOK_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  REPLY_IMAP_URL: imapUrl.optional(),
  REPLY_IMAP_PASSWORD: z.string().min(1).optional(),
  TURN_URL: turnUrls.optional(),
  TURN_SECRET: z.string().min(16, 'must have at least 16 characters').optional(),
  CALLS_UDP_PORT: port.optional(),
  CALLS_MEDIA_PORT: port.optional(),
  CALLS_MEDIA_ADDRESS: mediaAddresses.optional(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
})

/** All variables that the server reads, except the one that the container image sets to mark itself. */
export const SETTINGS: readonly string[] = [...Object.keys(envSchema.shape), ...LIMIT_NAMES]

export type Env = z.infer<typeof envSchema> & Partial<Record<LimitName, number>>

/** Variables that hold a password. */
const HIDDEN = new Set([
  'DATABASE_URL',
  'NATS_URL',
  'SECRET',
  'S3_SECRET_ACCESS_KEY',
  'METRICS_TOKEN',
  'SMTP_URL',
  'SMTP_PASSWORD',
  'REPLY_WEBHOOK_SECRET',
  'REPLY_IMAP_URL',
  'REPLY_IMAP_PASSWORD',
  'TURN_SECRET',
])

/** @throws ConfigError that names the variable, its value and the expected value */
export function parseEnv(env: Record<string, string | undefined>): Env {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = envSchema.extend(limitsIn(set)).safeParse(set)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const name = String(issue?.path[0])
  const was = HIDDEN.has(name) ? 'a value that is not shown' : JSON.stringify(set[name])
  throw new ConfigError(`${name} is ${was}: ${issue?.message ?? 'not valid'}`)
}
