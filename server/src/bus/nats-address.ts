import type { ConnectionOptions } from '@nats-io/transport-node'

/**
 * @param urls NATS_URL: addresses of one scheme, comma-separated; name and password are those of the first one
 * @returns where and as whom to connect. With `tls:` the client ends a connection that is not encrypted before it
 * sends anything.
 */
export function natsAddress(urls: string): Pick<ConnectionOptions, 'servers' | 'user' | 'pass' | 'tls'> {
  const servers = urls.split(',').map((url) => new URL(url.trim()))
  const [first] = servers
  const { username = '', password = '', protocol } = first ?? {}
  return {
    servers: servers.map(({ host }) => host),
    ...(username !== '' && { user: decodeURIComponent(username), pass: decodeURIComponent(password) }),
    ...(protocol === 'tls:' && { tls: {} }),
  }
}
