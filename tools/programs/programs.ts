import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Programs that single tests run beside Bun and the browser, by their Debian package: a program, or a file by its path.
 */
const PACKAGES: Record<string, string> = {
  php: 'php-cli',
  ruby: 'ruby',
  go: 'golang-go',
  mcs: 'mono-mcs',
  mono: 'mono-runtime',
  '/usr/lib/mono/4.5/System.Web.dll': 'libmono-system-web4.0-cil',
  javac: 'default-jdk-headless',
  python3: 'python3',
  'nats-server': 'nats-server',
  radosgw: 'radosgw',
  '/usr/sbin/nginx': 'nginx',
  '/usr/bin/caddy': 'caddy',
  '/usr/sbin/haproxy': 'haproxy',
  openssl: 'openssl',
  turnserver: 'coturn',
  '/usr/sbin/nft': 'nftables',
  '/usr/lib/dovecot/imap': 'dovecot-imapd',
  '/usr/share/wordpress/wp-load.php': 'wordpress',
  '/usr/share/wordpress/wp-content/themes/twentytwentyfive/style.css': 'wordpress-theme-twentytwentyfive',
  '/usr/sbin/mariadbd': 'mariadb-server-core',
  '/usr/lib/chromium/chromium-headless-shell': 'chromium-headless-shell',
  'firefox-esr': 'firefox-esr',
  WebKitWebDriver: 'webkit2gtk-driver',
  Xvfb: 'xvfb',
}

/** May this process bring packages? Elsewhere tests that need an absent program are skipped, and say so. */
export const mayInstall = () => process.getuid?.() === 0 && existsSync('/etc/debian_version')

/** @returns packages of programs that the machine lacks */
export function missingPackages(): string[] {
  return Object.entries(PACKAGES).flatMap(([what, name]) => (isThere(what) ? [] : [name]))
}

const isThere = (what: string) => (what.startsWith('/') ? existsSync(what) : Bun.which(what) !== null)

/** @throws Error with the output of the installer */
export function installPackages(names: readonly string[]): void {
  run('apt-get', ['update', '-qq'])
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names])
}

/** @throws Error with the output of the program */
export function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const done = spawnSync(command, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] })
  if (done.status !== 0) {
    throw new Error(`${command} ${args.join(' ')}: ${done.error?.message ?? `${done.stdout}${done.stderr}`}`)
  }
}
