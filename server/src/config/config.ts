import { isIP } from 'node:net'
import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { ConfigError, type Env } from './env.ts'
import { LIMIT_SETTINGS, type Limits } from './limits.ts'

export interface Config {
  /** PORT: where the server listens; 0 takes a free port. Default 8080. */
  port: number
  /** HOST: the address it listens on. Default 127.0.0.1; a container image sets 0.0.0.0. */
  host: string
  /** PUBLIC_URL: the address that browsers use, without a slash at the end. Default http://localhost:PORT. */
  publicUrl: string
  /**
   * Whether PUBLIC_URL is this machine. If it is, the server may call sites on loopback, for the demo and for
   * developers.
   */
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
  /**
   * SECRET: the server derives its keys from it. If it is not given, the first start makes one and keeps it in
   * DATA_DIR.
   */
  secret: string | undefined
  /** EGRESS_ALLOW: private CIDRs, comma-separated, that the server may call nevertheless. Default none. */
  egressAllow: string[]
  /** TRUSTED_PROXIES: CIDRs whose X-Forwarded-For the server trusts. Default none. */
  trustedProxies: string[]
  /**
   * ROOM_LIVE_MEMBERS: in a room with more members, nobody receives others' receipts, typing, joins and leaves. Default
   * 100.
   */
  roomLiveMembers: number
  /** SEARCH: whether the server indexes messages and searches in them. Off removes the index. Default on. */
  search: boolean
  /** LOG_LEVEL. Default info. */
  logLevel: NonNullable<Env['LOG_LEVEL']>
  /** Each is described in `limits.ts`. */
  limits: Limits
}

/** @throws ConfigError */
export function resolveConfig(env: Env): Config {
  const port = env.PORT ?? 8080
  const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/$/, '')
  return {
    port,
    host: env.HOST ?? '127.0.0.1',
    publicUrl,
    loopback: isLoopbackHost(new URL(publicUrl).hostname),
    dataDir: resolve(env.DATA_DIR ?? 'data'),
    databaseUrl: env.DATABASE_URL,
    natsUrl: env.NATS_URL,
    secret: env.SECRET,
    egressAllow: cidrs('EGRESS_ALLOW', env.EGRESS_ALLOW),
    trustedProxies: cidrs('TRUSTED_PROXIES', env.TRUSTED_PROXIES),
    roomLiveMembers: env.ROOM_LIVE_MEMBERS ?? 100,
    search: env.SEARCH !== 'off',
    logLevel: env.LOG_LEVEL ?? 'info',
    limits: Object.fromEntries(LIMIT_SETTINGS.map(({ name, fallback }) => [name, env[name] ?? fallback])) as Limits,
  }
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
