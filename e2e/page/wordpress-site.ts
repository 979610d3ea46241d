import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../server/src/testing/free-port.ts'
import { eventually } from '../stage/eventually.ts'

const WORDPRESS = '/usr/share/wordpress'
const PROGRAMS = ['php', 'mariadb-install-db', `${WORDPRESS}/wp-load.php`, '/usr/sbin/mariadbd']

/** Programs that a WordPress needs and this machine lacks; empty if it can run. */
export const missingForWordPress = (): string[] =>
  PROGRAMS.filter((program) => (program.startsWith('/') ? !existsSync(program) : Bun.which(program) === null))

export interface WordPressUser {
  login: string
  /** as typed: WordPress stores it with HTML entities */
  name: string
}

/** A fresh WordPress of Debian's package, with a database of its own; PHP's own web server serves it. */
export interface WordPressSite {
  url: string
  folder: string
  /** of the administrator `admin` and of all users */
  password: string
  /**
   * Runs PHP inside this WordPress.
   * @returns its output
   */
  php(code: string): string
  /** The same, for code that calls the chat server, which may run in this process. */
  phpMeanwhile(code: string): Promise<string>
  /** @returns its id */
  addUser(user: WordPressUser): number
  stop(): Promise<void>
}

const password = 'correct horse battery'

export async function startWordPress(): Promise<WordPressSite> {
  const folder = mkdtempSync(join(tmpdir(), 'imbachat-wordpress-'))
  const site = join(folder, 'site')
  const socket = join(folder, 'db.sock')
  const database = startDatabase(folder, socket)
  const port = freePort()
  const url = `http://localhost:${port}`
  copyWordPress(site)
  writeFileSync(join(site, 'wp-config.php'), config(socket, url))

  const php = (code: string): string => {
    const done = spawnSync('php', ['-d', 'display_errors=stderr'], {
      cwd: site,
      input: `<?php ${code}`,
      encoding: 'utf8',
      env: { ...process.env, HTTP_HOST: `localhost:${port}` },
    })
    if (done.status !== 0) throw new Error(`php: ${done.stdout}${done.stderr}`)
    return done.stdout
  }
  const inWordPress = (code: string) => php(`require 'wp-load.php'; ${code}`)

  await eventually(() => {
    php(
      `(new mysqli('localhost', 'root', '', '', 0, ${text(socket)}))->query('create database if not exists wordpress');`,
    )
  }, 60_000)
  php(`define('WP_INSTALLING', true); require 'wp-load.php'; require 'wp-admin/includes/upgrade.php';
    wp_install('Harbour', 'admin', 'admin@harbour.example', false, '', ${text(password)}); switch_theme('twentytwentyfive');`)
  const server = Bun.spawn(['php', '-S', `localhost:${port}`, '-t', site], {
    env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' },
    stdout: 'ignore',
    stderr: Bun.file(join(folder, 'php.log')),
  })

  return {
    url,
    folder: site,
    password,
    php: inWordPress,
    async phpMeanwhile(code) {
      const running = Bun.spawn(['php', '-d', 'display_errors=stderr'], {
        cwd: site,
        stdin: new Blob([`<?php require 'wp-load.php'; ${code}`]),
        env: { ...process.env, HTTP_HOST: `localhost:${port}` },
      })
      return new Response(running.stdout).text()
    },
    addUser: ({ login, name }) =>
      Number(
        inWordPress(
          `echo wp_insert_user(wp_slash(['user_login' => ${text(login)}, 'user_pass' => ${text(password)},
            'user_email' => ${text(`${login}@harbour.example`)}, 'display_name' => ${text(name)}, 'role' => 'subscriber']));`,
        ),
      ),
    async stop() {
      server.kill()
      database.kill()
      await Promise.all([server.exited, database.exited])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A PHP string. */
const text = (value: string) => `'${value.replaceAll(/[\\']/g, '\\$&')}'`

function startDatabase(folder: string, socket: string) {
  const datadir = `--datadir=${join(folder, 'db')}`
  const made = spawnSync('mariadb-install-db', [
    '--no-defaults',
    datadir,
    '--skip-test-db',
    '--innodb-log-file-size=8M',
  ])
  if (made.status !== 0) throw new Error(`mariadb-install-db: ${made.stdout}${made.stderr}`)
  return Bun.spawn(
    [
      '/usr/sbin/mariadbd',
      '--no-defaults',
      datadir,
      `--socket=${socket}`,
      `--pid-file=${join(folder, 'db.pid')}`,
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
      '--skip-networking',
      '--skip-grant-tables',
      '--innodb-buffer-pool-size=32M',
      '--innodb-log-file-size=8M',
      '--innodb-flush-log-at-trx-commit=0',
    ],
    { stdout: 'ignore', stderr: Bun.file(join(folder, 'db.log')) },
  )
}

/** Debian's package is made of links, and looks for its configuration in /etc. */
function copyWordPress(site: string): void {
  cpSync(WORDPRESS, site, { recursive: true, dereference: true })
  rmSync(join(site, '.htaccess'), { force: true })
  mkdirSync(join(site, 'wp-content', 'uploads'), { recursive: true })
}

const config = (socket: string, url: string) => `<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', ${text(`localhost:${socket}`)});
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
define('WP_HOME', ${text(url)});
define('WP_SITEURL', ${text(url)});
define('AUTH_KEY', 'a'); define('SECURE_AUTH_KEY', 'b'); define('LOGGED_IN_KEY', 'c'); define('NONCE_KEY', 'd');
define('AUTH_SALT', 'e'); define('SECURE_AUTH_SALT', 'f'); define('LOGGED_IN_SALT', 'g'); define('NONCE_SALT', 'h');
// A test must not call other hosts.
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('WP_ACCESSIBLE_HOSTS', 'localhost,127.0.0.1');
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('FS_METHOD', 'direct');
// As on a site with https: else WordPress offers no application passwords.
define('WP_ENVIRONMENT_TYPE', 'local');
define('WP_DEBUG', true);
define('WP_DEBUG_DISPLAY', false);
define('WP_DEBUG_LOG', true);
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
`
