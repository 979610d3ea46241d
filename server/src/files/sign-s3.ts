import { createHash, createHmac } from 'node:crypto'
import type { S3Settings } from '../config/config.ts'

/** The body is not hashed: it is streamed, and TLS protects it on its way. */
const UNSIGNED = 'UNSIGNED-PAYLOAD'

interface S3Request {
  method: string
  key: string
  query?: Readonly<Record<string, string>>
  /** are signed too */
  headers?: Readonly<Record<string, string>>
  /** SHA-256 of the body in hex, where it is known */
  payload?: string
}

/** The address and the headers of one request to a bucket: AWS Signature Version 4, with the bucket in the path. */
export function signS3(
  settings: S3Settings,
  { method, key, query = {}, headers = {}, payload = UNSIGNED }: S3Request,
  at: Date,
): { url: string; headers: Record<string, string> } {
  const region = settings.region ?? regionOf(settings.endpoint)
  const endpoint = (settings.endpoint ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, '')
  const path = [settings.bucket, ...key.split('/')].map(encoded).join('/')
  const search = Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&')
  const { host, pathname } = new URL(`${endpoint}/${path}`)
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '')
  const signed: Record<string, string> = { ...headers, host, 'x-amz-content-sha256': payload, 'x-amz-date': time }
  const names = Object.keys(signed).sort()
  const canonical = [
    ...[method, pathname, search],
    ...names.map((name) => `${name}:${signed[name]?.trim()}`),
    ...['', names.join(';'), payload],
  ].join('\n')
  const scope = [time.slice(0, 8), region, 's3', 'aws4_request']
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n')
  const signingKey = scope.reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${settings.secretAccessKey}`,
  )
  const signature = hmac(signingKey, toSign).toString('hex')
  const { host: _, ...sent } = signed
  const credential = `${settings.accessKeyId}/${scope.join('/')}`
  return {
    url: `${endpoint}/${path}${search && `?${search}`}`,
    headers: {
      ...sent,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${names.join(';')},Signature=${signature}`,
    },
  }
}

/** Amazon's addresses name their region. Other servers accept any, or S3_REGION names it. */
function regionOf(endpoint: string | undefined): string {
  if (endpoint === undefined) return 'us-east-1'
  const [, region] = /\bs3[.-]([a-z0-9-]+)\.amazonaws\.com/.exec(endpoint) ?? []
  return region ?? (endpoint.includes('.amazonaws.com') ? 'us-east-1' : 'auto')
}

/** RFC 3986: `encodeURIComponent` leaves more as it is. */
const encoded = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
