import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { signIn } from '../../e2e/stage/wire.ts'
import { version } from '../../package.json'
import { eventually } from '../../sdk/src/testing/until.ts'
import { mustBeContained, mustShareSecret } from '../../server/src/config/container.ts'
import { freePorts } from '../cluster/free-ports.ts'

const ROOT = join(import.meta.dir, '../..')
const has = (name: string) => Bun.which(name) !== null
/** Flags for machines without cgroups of version 2, and without rights to raise limits. */
const RUNNING = ['--runtime', 'runc', '--cgroup-manager', 'cgroupfs', '--network', 'host', '--pull=never']
const LIMITS = ['--ulimit', 'nproc=90000:90000', '--ulimit', 'nofile=20000:20000']

/** The storage that works on every machine. */
const env = { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: '1', STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' }

function podman(...args: string[]) {
  const { status, stdout, stderr } = spawnSync('podman', args, { encoding: 'utf8', env })
  return { status, text: `${stdout}${stderr}` }
}

describe('IMAGE-1 a container that would lose its data', () => {
  test('a container that would lose its data, or runs as root, is refused with one line', () => {
    expect(() => mustBeContained({ dataDir: '/etc', uid: 65_532 })).toThrow('mount a volume')
    expect(() => mustBeContained({ dataDir: '/no/such/folder', uid: 65_532 })).toThrow('mount a volume')
    expect(() => mustBeContained({ dataDir: '/proc', uid: 0 })).toThrow('runs as root')
    expect(() => mustBeContained({ dataDir: '/proc', uid: 65_532 })).not.toThrow()
  })
})

test('IMAGE-4 one of several nodes without SECRET is refused, since each container would make one of its own', () => {
  const natsUrl = 'nats://nats:4222'
  expect(() => mustShareSecret({ natsUrl, secret: undefined })).toThrow('all nodes need the same SECRET')
  expect(() => mustShareSecret({ natsUrl, secret: 'x'.repeat(32) })).not.toThrow()
  expect(() => mustShareSecret({ natsUrl: undefined, secret: undefined })).not.toThrow()
})

/** On a machine without podman and buildah the check above and the files of `deploy` are all that is tested. */
describe.skipIf(!has('podman') || !has('buildah') || !has('runc'))('the image', () => {
  const [port = 0] = freePorts(1)
  const name = `imbachat-test-${process.pid}`
  const image = `localhost/imbachat:${version}`
  /** A named volume, as the documentation has it: its owner comes from the image. */
  const data = `${name}-data`
  const run = (...args: string[]) => podman('run', ...RUNNING, ...LIMITS, ...args)

  beforeAll(async () => {
    const built = spawnSync(process.execPath, ['tools/image/main.ts'], { cwd: ROOT, encoding: 'utf8', env })
    if (built.status !== 0) throw new Error(`${built.stdout}${built.stderr}`)
  }, 300_000)
  afterAll(() => {
    podman('rm', '-f', name)
    podman('volume', 'rm', '-f', data)
  })

  test('IMAGE-2 IMAGE-5 the image has under 200 MB and is healthy on a new volume, and users talk', async () => {
    const size = Number(podman('image', 'inspect', '--format', '{{.Size}}', image).text)
    expect(size).toBeLessThan(200_000_000)
    const settings = { HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `http://localhost:${port}` }
    const given = Object.entries(settings).flatMap(([key, value]) => ['-e', `${key}=${value}`])
    const started = run('-d', '--name', name, '--read-only', '--tmpfs', '/tmp', '-v', `${data}:/data`, ...given, image)
    expect(started).toMatchObject({ status: 0 })
    await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/health`)).ok).toBe(true))
    expect(podman('healthcheck', 'run', name).status).toBe(0)
    const doctor = podman('exec', name, '/usr/bin/bun', 'dist/server/imbachat.js', 'doctor')
    expect(doctor.text).toContain('ok       websocket: WebSockets pass.')
    expect(doctor.status).toBe(0)
    expect(podman('logs', name).text).toContain(
      '"docker exec CONTAINER /usr/bin/bun dist/server/imbachat.js setup-link"',
    )
    await twoUsersTalk()
    const stopped = podman('stop', '-t', '20', name)
    expect(stopped.status).toBe(0)
    expect(podman('inspect', '--format', '{{.State.ExitCode}}', name).text.trim()).toBe('0')
  })

  async function twoUsersTalk(): Promise<void> {
    const cli = (...args: string[]) => {
      const done = podman('exec', name, '/usr/bin/bun', 'dist/server/imbachat.js', ...args)
      expect(done).toMatchObject({ status: 0 })
      return done.text
    }
    const { id } = JSON.parse(cli('widget', 'create', '--name', 'Shop', '--json')) as { id: number }
    const comes = (user: string) => {
      const token = cli('token', '--widget', String(id), '--user', user).trim()
      return signIn({ chatUrl: `http://127.0.0.1:${port}`, widgetId: id }, token)
    }
    const [anna, boris] = [await comes('1'), await comes('2')]
    const { room } = await anna.request('dialog.open', { user_id: 2 })
    await anna.request('message.send', { room_id: room.room_id, client_id: crypto.randomUUID(), text: 'Ahoy' })
    expect(await boris.event('message')).toMatchObject({ message: { text: 'Ahoy' } })
  }

  test('IMAGE-1 the image says in one line that it needs a volume, and that it does not run as root', () => {
    const without = run('--rm', '-e', 'PORT=0', image)
    expect(without).toMatchObject({ status: 2 })
    expect(without.text.trim().split('\n')).toEqual([expect.stringContaining('mount a volume')])
    const asRoot = run('--rm', '--user', '0', '-v', `${data}:/data`, image)
    expect(asRoot.text).toContain('runs as root')
  })
})

test.skipIf(!has('systemd-analyze'))('IMAGE-3 the systemd unit is hardened', () => {
  const args = ['security', '--offline=true', '--threshold=20', 'deploy/imbachat.service']
  expect(spawnSync('systemd-analyze', args, { cwd: ROOT, encoding: 'utf8' }).status).toBe(0)
})
