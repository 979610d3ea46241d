import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { messageOf } from '../error-message.ts'
import { ConfigError } from './config-error.ts'
import { type Env, namesIn, turnAddresses } from './env.ts'
import { DEFAULT_LIMITS, LIMIT_NAMES, type Limits } from './limits.ts'

export interface Config {
  /** PORT: where the server listens; 0 takes a free port. Default 8080. */
  port: number
  /** HOST: the address it listens on. Default 127.0.0.1; a container image sets 0.0.0.0. */
  host: string
  /** PUBLIC_URL: the address that browsers use, without a slash at the end. Default http://localhost:PORT. */
  publicUrl: string
  /** true: PUBLIC_URL is this machine. The server may then call sites on loopback, for the demo and for developers */
  loopback: boolean
  /** DATA_DIR: database, secret, lock. Default ./data. */
  dataDir: string
  /**
   * DATABASE_URL: a PostgreSQL 15 or newer, `postgres://user:password@host:5432/database`. Default none: SQLite in
   * DATA_DIR.
   */
  databaseUrl: string | undefined
  /**
   * NATS_URL: connects this node with other nodes, `nats://user:password@host:4222`, or several, comma-separated.
   * Default none: a single node.
   */
  natsUrl: string | undefined
  /** FILES_DIR: folder of files, unless S3 has them. Several nodes need one that they share. Default DATA_DIR. */
  filesDir: string
  /** S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY: a bucket for files. Default none. */
  s3: S3Settings | undefined
  /** true: other nodes reach the files too */
  filesAreShared: boolean
  /**
   * SECRET: the server derives its keys from it. If it is not given, the first start makes one and keeps it in
   * DATA_DIR.
   */
  secret: string | undefined
  /** EGRESS_ALLOW: private CIDRs, comma-separated, that the server may call all the same. Default none. */
  egressAllow: string[]
  /** TRUSTED_PROXIES: CIDRs whose X-Forwarded-For the server trusts. Default none. */
  trustedProxies: string[]
  /** SEARCH: on: the server indexes messages and searches in them. off: removes the index. Default on. */
  search: boolean
  /**
   * METRICS_TOKEN: a scraper that sends it as a bearer token reads `/metrics`. Default none: `/metrics` is not served.
   */
  metricsToken: string | undefined
  /** METRICS_PORT: `/metrics` is served on HOST at this port, and there without a token unless one is set. */
  metricsPort: number | undefined
  /**
   * SMTP_URL, SMTP_PASSWORD, MAIL_FROM: the server that sends mail, `smtp://user@host:587`. Default none: no mail is
   * sent, and nothing offers it. DKIM_DOMAIN, DKIM_SELECTOR, DKIM_KEY_FILE: it is signed.
   */
  mail: MailSettings | undefined
  /**
   * REPLY_ADDRESS, REPLY_AUTHSERV_ID: answers to mails come there, by REPLY_WEBHOOK_SECRET or by REPLY_IMAP_URL and
   * REPLY_IMAP_PASSWORD. Default none: nobody answers by mail.
   */
  replies: ReplySettings | undefined
  /**
   * TURN_URL, TURN_SECRET: relays for calls, `turn:host:3478`, several comma-separated, with coturn's
   * `static-auth-secret`. Default none: calls have no relay.
   */
  turn: TurnSettings | undefined
  /**
   * CALLS_UDP_PORT: the port on which the server answers browsers, by STUN, with their own address; 0: turned off.
   * Default 3478, and 0 if PUBLIC_URL is this machine.
   */
  callsUdpPort: number
  /**
   * CALLS_MEDIA_PORT: UDP port of the process that forwards the media of calls; 0: turned off, so pages connect to each
   * other. Default 3479, and any free port if PUBLIC_URL is this machine. CALLS_MEDIA_ADDRESS: an address where
   * browsers reach it, beside the machine's own addresses; default the host of PUBLIC_URL. null: turned off.
   */
  sfu: { port: number; addresses: string[] } | null
  /** LOG_LEVEL. Default info. */
  logLevel: NonNullable<Env['LOG_LEVEL']>
  /** Each is described in `limits.ts`. */
  limits: Limits
}

/** @throws ConfigError */
export function resolveConfig(env: Env): Config {
  const port = env.PORT ?? 8080
  if (env.METRICS_PORT !== undefined && env.METRICS_PORT !== 0 && env.METRICS_PORT === port) {
    throw new ConfigError(`METRICS_PORT is ${port}: PORT is the same; choose another`)
  }
  const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/$/, '')
  const loopback = isLoopbackHost(new URL(publicUrl).hostname)
  const limits = Object.fromEntries(LIMIT_NAMES.map((name) => [name, env[name] ?? DEFAULT_LIMITS[name]])) as Limits
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    publicUrl,
    loopback,
    dataDir: resolve(env.DATA_DIR ?? 'data'),
    databaseUrl: env.DATABASE_URL,
    natsUrl: env.NATS_URL,
    filesDir: resolve(env.FILES_DIR ?? env.DATA_DIR ?? 'data'),
    s3: s3Settings(env, limits.S3_TIMEOUT_MS),
    filesAreShared: env.S3_BUCKET !== undefined || env.FILES_DIR !== undefined,
    secret: env.SECRET,
    egressAllow: cidrs('EGRESS_ALLOW', env.EGRESS_ALLOW),
    trustedProxies: cidrs('TRUSTED_PROXIES', env.TRUSTED_PROXIES),
    search: env.SEARCH !== 'off',
    metricsToken: env.METRICS_TOKEN,
    metricsPort: env.METRICS_PORT,
    mail: mailSettings(env),
    replies: replySettings(env),
    turn: turnSettings(env),
    callsUdpPort: env.CALLS_UDP_PORT ?? (loopback ? 0 : STUN_PORT),
    sfu: sfuSettings(env, publicUrl, loopback),
    logLevel: env.LOG_LEVEL ?? 'info',
    limits,
  }
}

/** In the form of the protocol. */
const STUN_PORT = 3478
const MEDIA_PORT = 3479

function sfuSettings(
  { CALLS_MEDIA_PORT, CALLS_MEDIA_ADDRESS }: Env,
  publicUrl: string,
  loopback: boolean,
): Config['sfu'] {
  if (CALLS_MEDIA_PORT === 0) return null
  const addresses = CALLS_MEDIA_ADDRESS === undefined ? [new URL(publicUrl).hostname] : namesIn(CALLS_MEDIA_ADDRESS)
  return { port: CALLS_MEDIA_PORT ?? (loopback ? 0 : MEDIA_PORT), addresses }
}

export interface TurnSettings {
  /** `turn:` and `turns:` */
  urls: string[]
  /** coturn's `static-auth-secret` */
  secret: string
}

/** @throws ConfigError if only one of both is set */
function turnSettings({ TURN_URL, TURN_SECRET }: Env): TurnSettings | undefined {
  if (TURN_URL === undefined && TURN_SECRET === undefined) return undefined
  const missing = TURN_URL === undefined ? 'TURN_URL' : 'TURN_SECRET'
  if (TURN_URL === undefined || TURN_SECRET === undefined) {
    throw new ConfigError(`${missing} is missing: a relay needs TURN_URL and TURN_SECRET`)
  }
  return { urls: turnAddresses(TURN_URL), secret: TURN_SECRET }
}

export interface S3Settings {
  /** undefined: Amazon's */
  endpoint?: string
  bucket: string
  region?: string
  accessKeyId: string
  secretAccessKey: string
  /** milliseconds that it may neither send nor take a byte */
  timeoutMs: number
}

/** @throws ConfigError if only a part of it is set */
function s3Settings(env: Env, timeoutMs: number): S3Settings | undefined {
  const { S3_ENDPOINT, S3_REGION } = env
  const needed = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const
  const missing = needed.filter((name) => env[name] === undefined)
  if (missing.length === needed.length && S3_ENDPOINT === undefined && S3_REGION === undefined) return undefined
  if (missing.length > 0) throw new ConfigError(`${missing.join(', ')} is missing: S3 needs ${needed.join(', ')}`)
  return {
    ...(S3_ENDPOINT !== undefined && { endpoint: S3_ENDPOINT }),
    bucket: env.S3_BUCKET ?? '',
    ...(S3_REGION !== undefined && { region: S3_REGION }),
    accessKeyId: env.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.S3_SECRET_ACCESS_KEY ?? '',
    timeoutMs,
  }
}

export interface MailSettings {
  host: string
  port: number
  /** `none`: not encrypted, on this machine or where the administrator allows it */
  tls: 'from the start' | 'starttls' | 'none'
  /** undefined: no sign-in */
  user?: string
  password?: string
  /** the From header */
  from: string
  /** missing: the mail server signs, or nobody does */
  dkim?: { domain: string; selector: string; privateKey: string }
}

/** @throws ConfigError if only a part of it is set */
function mailSettings(env: Env): MailSettings | undefined {
  const { SMTP_URL, SMTP_PASSWORD, MAIL_FROM } = env
  const dkim = dkimSettings(env)
  if (!SMTP_URL && !SMTP_PASSWORD && !MAIL_FROM && !dkim) return undefined
  if (SMTP_URL === undefined) throw new ConfigError('SMTP_URL is missing: mail needs SMTP_URL and MAIL_FROM')
  if (MAIL_FROM === undefined) throw new ConfigError('MAIL_FROM is missing: mail needs SMTP_URL and MAIL_FROM')
  const url = new URL(SMTP_URL)
  const isImplicit = url.protocol === 'smtps:'
  const isClear = url.search === '?tls=off' || (url.search === '' && isLoopbackHost(url.hostname))
  const password = SMTP_PASSWORD ?? decodeURIComponent(url.password)
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isImplicit ? 465 : 587) : Number(url.port),
    tls: isImplicit ? 'from the start' : isClear ? 'none' : 'starttls',
    ...(url.username !== '' && { user: decodeURIComponent(url.username), password }),
    from: MAIL_FROM,
    ...(dkim && { dkim }),
  }
}

/** @throws ConfigError if only a part of it is set, or the file has no private key */
function dkimSettings(env: Env): MailSettings['dkim'] {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: file } = env
  if (!domain && !selector && !file) return undefined
  const needed = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'] as const
  const missing = needed.filter((name) => env[name] === undefined)
  if (!domain || !selector || !file) {
    throw new ConfigError(`${missing.join(', ')} is missing: DKIM needs ${needed.join(', ')}`)
  }
  try {
    const key = createPrivateKey(readFileSync(file))
    if (key.asymmetricKeyType !== 'rsa') throw new Error('it is not a key for RSA')
    return { domain, selector, privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString() }
  } catch (error) {
    throw new ConfigError(`DKIM_KEY_FILE is ${JSON.stringify(file)}: no private RSA key in PEM (${messageOf(error)})`)
  }
}

export interface ReplySettings {
  /** with a star in the place of the token */
  address: string
  /** name of the mail server whose check of the sender counts, lower case */
  authservId: string
  /** secret of the mail server that hands mails in; missing: no server does */
  webhookSecret?: string
  /** where mail is fetched; missing: nowhere */
  imap?: ImapSettings
}

export interface ImapSettings {
  host: string
  port: number
  /** `none`: not encrypted, on this machine or where the administrator allows it */
  tls: 'from the start' | 'starttls' | 'none'
  user: string
  password: string
  mailbox: string
}

/** @throws ConfigError if only a part of it is set */
function replySettings(env: Env): ReplySettings | undefined {
  const { REPLY_ADDRESS: address, REPLY_AUTHSERV_ID: id, REPLY_WEBHOOK_SECRET: secret, REPLY_IMAP_URL: url } = env
  if (!address && !id && !secret && !url && !env.REPLY_IMAP_PASSWORD) return undefined
  const needed = ['REPLY_ADDRESS', 'REPLY_AUTHSERV_ID', 'SMTP_URL'] as const
  const missing = needed.filter((name) => env[name] === undefined)
  if (!address || !id || missing.length > 0) {
    throw new ConfigError(`${missing.join(', ')} is missing: answers by mail need ${needed.join(', ')}`)
  }
  if (secret === undefined && url === undefined) {
    throw new ConfigError('REPLY_WEBHOOK_SECRET or REPLY_IMAP_URL is missing: answers by mail come by one of them')
  }
  return {
    address,
    authservId: id.toLowerCase(),
    ...(secret !== undefined && { webhookSecret: secret }),
    ...(url !== undefined && { imap: imapSettings(new URL(url), env.REPLY_IMAP_PASSWORD) }),
  }
}

function imapSettings(url: URL, password: string | undefined): ImapSettings {
  const isImplicit = url.protocol === 'imaps:'
  const isClear = url.search === '?tls=off' || (url.search === '' && isLoopbackHost(url.hostname))
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isImplicit ? 993 : 143) : Number(url.port),
    tls: isImplicit ? 'from the start' : isClear ? 'none' : 'starttls',
    user: decodeURIComponent(url.username),
    password: password ?? decodeURIComponent(url.password),
    mailbox: decodeURIComponent(url.pathname.replace(/^\//, '')) || 'INBOX',
  }
}

/** A file that came to one node is asked for at another. @throws ConfigError */
export function mustShareFiles({ natsUrl, filesAreShared }: Pick<Config, 'natsUrl' | 'filesAreShared'>): void {
  if (natsUrl === undefined || filesAreShared) return
  throw new ConfigError(
    'NATS_URL is set, so all nodes need one place for files: set S3_BUCKET and its keys, or FILES_DIR to a ' +
      'folder that all nodes share',
  )
}

function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (host === 'localhost' || host.endsWith('.localhost')) return true
  return isIP(host) !== 0 && ipaddr.process(host).range() === 'loopback'
}

function cidrs(name: string, value: string | undefined): string[] {
  const list = (value ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  for (const part of list) {
    if (!ipaddr.isValidCIDR(part)) {
      throw new ConfigError(
        `${name} is ${JSON.stringify(value)}: ${JSON.stringify(part)} is not a CIDR such as 10.0.0.0/8`,
      )
    }
  }
  return list
}
