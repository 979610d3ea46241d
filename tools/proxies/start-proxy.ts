import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'

const DEPLOY = resolve(import.meta.dir, '../../deploy')

export type ProxyName = 'nginx' | 'Caddy' | 'HAProxy'

/** Values that the files of `deploy` leave to the administrator. */
export interface Installation {
  /** of its own for each proxy */
  folder: string
  /** for HTTPS */
  port: number
  /** for HTTP, which leads to HTTPS */
  plainPort: number
  /** ports of loopback */
  nodes: readonly number[]
  /** paths */
  certificate: string
  key: string
}

export interface RunningProxy {
  /** Reloads its configuration, as an administrator makes it do after a change. */
  reload(): Promise<void>
  stop(): Promise<void>
}

interface Kind {
  path: string
  /** writes the configuration and returns how it is started and reloaded */
  prepare(at: Installation): { start: string[]; reload: string[] | NodeJS.Signals; env?: Record<string, string> }
}

const KINDS: Record<ProxyName, Kind> = {
  nginx: {
    path: '/usr/sbin/nginx',
    prepare({ folder, port, plainPort, nodes, certificate, key }) {
      const site = change('nginx.conf', [
        ['listen 80;', `listen 127.0.0.1:${plainPort};`],
        ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
        ['server_name chat.example.com;', 'server_name localhost;'],
        ['/etc/letsencrypt/live/chat.example.com/fullchain.pem', certificate],
        ['/etc/letsencrypt/live/chat.example.com/privkey.pem', key],
        ['/var/log/nginx/imbachat.log', join(folder, 'access.log')],
        ['/var/log/nginx/error.log', join(folder, 'error.log')],
        ['  server 127.0.0.1:8080 ', ...nodes.map((node) => `  server 127.0.0.1:${node} `)],
      ])
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      const paths = temporary.map((name) => `${name}_temp_path ${join(folder, name)};`).join('\n')
      writeFileSync(join(folder, 'site.conf'), site)
      const main = join(folder, 'nginx.conf')
      writeFileSync(
        main,
        `${process.getuid?.() === 0 ? 'user root; ' : ''}daemon off; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
events { worker_connections 1024; }
http {\n${paths}\ninclude ${join(folder, 'site.conf')};\n}\n`,
      )
      const command = ['/usr/sbin/nginx', '-e', join(folder, 'error.log'), '-c', main]
      return { start: command, reload: [...command, '-s', 'reload'] }
    },
  },
  Caddy: {
    path: '/usr/bin/caddy',
    prepare({ folder, port, plainPort, nodes, certificate, key }) {
      const config = join(folder, 'Caddyfile')
      // Certificates of its own would have to be made known to the machine.
      const own = `{\n\thttp_port ${plainPort}\n}\n`
      writeFileSync(
        config,
        own + change('Caddyfile', [['{$PUBLIC_URL} {', `{$PUBLIC_URL} {\n\ttls ${certificate} ${key}`]]),
      )
      const env = {
        PUBLIC_URL: `https://localhost:${port}`,
        NODES: nodes.map((node) => `127.0.0.1:${node}`).join(' '),
        CADDY_ADMIN: `unix/${join(folder, 'admin')}`,
        HOME: folder,
      }
      const given = ['--config', config, '--adapter', 'caddyfile']
      return {
        start: ['/usr/bin/caddy', 'run', ...given],
        reload: ['/usr/bin/caddy', 'reload', '--force', ...given],
        env,
      }
    },
  },
  HAProxy: {
    path: '/usr/sbin/haproxy',
    prepare({ folder, port, plainPort, nodes, certificate, key }) {
      const pem = join(folder, 'chat.pem')
      writeFileSync(pem, `${readFileSync(certificate, 'utf8')}${readFileSync(key, 'utf8')}`)
      const config = join(folder, 'haproxy.cfg')
      writeFileSync(
        config,
        change('haproxy.cfg', [
          ['  log /dev/log local0\n  user haproxy\n  group haproxy\n', ''],
          ['maxconn 20000', 'maxconn 1000'],
          ['bind :80', `bind 127.0.0.1:${plainPort}`],
          ['bind :443', `bind 127.0.0.1:${port}`],
          ['/etc/haproxy/chat.example.com.pem', pem],
          ['  server node1 127.0.0.1:8080', ...nodes.map((node, n) => `  server node${n + 1} 127.0.0.1:${node}`)],
        ]),
      )
      return { start: ['/usr/sbin/haproxy', '-W', '-f', config], reload: 'SIGUSR2' }
    },
  },
}

/** True if the machine has the proxy, which `npm test` installs where it may. */
export const hasProxy = (name: ProxyName) => existsSync(KINDS[name].path)

/** Runs a proxy with its file of `deploy`. Resolves when it takes connections. @throws Error with what it printed */
export async function startProxy(name: ProxyName, at: Installation): Promise<RunningProxy> {
  mkdirSync(at.folder, { recursive: true })
  const { start, reload, env = {} } = KINDS[name].prepare(at)
  const run = (command: string[]) =>
    Bun.spawn(command, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const child = run(start)
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    const write = (bytes: Uint8Array) => {
      printed += Buffer.from(bytes).toString()
    }
    void stream.pipeTo(new WritableStream({ write }))
  }
  while (!(await takesConnections(at.port))) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}:\n${printed}`)
    await Bun.sleep(20)
  }
  return {
    async reload() {
      if (typeof reload === 'string') return child.kill(reload)
      const asked = run(reload)
      if ((await asked.exited) !== 0) throw new Error(`${name}: ${await new Response(asked.stderr).text()}`)
    },
    async stop() {
      child.kill('SIGTERM')
      await child.exited
    },
  }
}

/**
 * A file of `deploy` with its places filled. Several values stand on lines of their own.
 * @throws Error if the file lacks a place: then the test would not use what administrators do
 */
function change(file: string, places: readonly (readonly [place: string, ...values: string[]])[]): string {
  let text = readFileSync(join(DEPLOY, file), 'utf8')
  for (const [place, ...values] of places) {
    if (!text.includes(place)) throw new Error(`deploy/${file} has no ${JSON.stringify(place)}`)
    const line = text.split('\n').find((line) => line.includes(place)) ?? ''
    text =
      values.length > 1
        ? text.replace(line, () => values.map((value) => line.replace(place, () => value)).join('\n'))
        : text.replaceAll(place, () => values[0] ?? '')
  }
  return text
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
