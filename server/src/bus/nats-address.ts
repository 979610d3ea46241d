import type { ConnectionOptions } from '@nats-io/transport-node'

/**
 * @param urls NATS_URL: addresses of one scheme, comma-separated; name and password are those of the first one
 * @returns servers, user and password for the client. With `tls:` it sends nothing over a connection that is not
 * encrypted.
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
