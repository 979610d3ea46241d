import { expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Set in the process that runs there. */
const INSIDE = 'IMBACHAT_OWN_NETWORK'
/** An interface beside loopback, which browsers leave out when they look for paths. */
const SET_UP = [
  'ip link set lo up',
  'ip link add name here type veth peer name there',
  'ip addr add 10.9.0.1/24 dev here',
  'ip link set here up',
  'ip link set there up',
  'ip route add default dev here',
  'nft add table inet calls',
  "nft 'add chain inet calls in { type filter hook input priority 0; }'",
].join(' && ')

/** Does this machine let the test have a network of its own, with a firewall? */
const canHave = () => spawnSync('unshare', ['-rn', 'sh', '-c', SET_UP]).status === 0

/**
 * Runs the tests of a file in a network of their own, so that they may close ports and lose packets of it.
 * @param file its path
 */
export function inOwnNetwork(file: string, name: string, tests: () => void, timeoutMs: number): void {
  if (process.env[INSIDE]) {
    tests()
    return
  }
  test.if(canHave())(
    name,
    async () => {
      const command = `${SET_UP} && exec "$0" --no-orphans test --timeout=${timeoutMs} "$1"`
      const run = Bun.spawn(['unshare', '-rn', 'sh', '-c', command, process.execPath, file], {
        env: { ...process.env, [INSIDE]: '1' },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [said, printed, status] = await Promise.all([
        new Response(run.stderr).text(),
        new Response(run.stdout).text(),
        run.exited,
      ])
      const figures = printed.replace(/^bun test .*$/m, '').trim()
      if (figures !== '') console.info(figures)
      if (status !== 0) console.error(said)
      expect(status).toBe(0)
    },
    timeoutMs,
  )
}

/** Packets for which this holds are dropped from now on, and others no longer. @param rules as nftables has them */
export function drop(...rules: string[]): void {
  nft('flush chain inet calls in')
  for (const rule of rules) nft(`add rule inet calls in ${rule} drop`)
}

let subnet = 0

/** The interface gets another address, of another subnet, and then loses the one that it had. */
export function changeAddress(): void {
  const before = subnet
  subnet = 1 - subnet
  run('ip', 'addr', 'add', `10.9.${subnet}.1/24`, 'dev', 'here')
  run('ip', 'addr', 'del', `10.9.${before}.1/24`, 'dev', 'here')
}

/**
 * Packets of the TCP connections to a port that are open now are dropped from now on, as when their address is gone.
 * @returns the clients' ports
 */
export function dropOpenConnections(port: number): number[] {
  const clients = openTo(port)
  if (clients.length > 0) {
    const list = `{ ${clients.join(', ')} }`
    drop(`tcp sport ${list} tcp dport ${port}`, `tcp sport ${port} tcp dport ${list}`)
  }
  return clients
}

const ESTABLISHED = '01'

/** Ports of the clients that have a connection. */
export function openTo(port: number): number[] {
  const lines = ['tcp', 'tcp6'].flatMap((kind) => readFileSync(`/proc/net/${kind}`, 'utf8').split('\n').slice(1))
  const portOf = (address = '') => Number.parseInt(address.split(':')[1] ?? '', 16)
  const clients = lines.flatMap((line) => {
    const [, local, remote, state] = line.trim().split(/\s+/)
    return state === ESTABLISHED && portOf(remote) === port ? [portOf(local)] : []
  })
  return [...new Set(clients)]
}

const nft = (command: string) => run('nft', command)

function run(program: string, ...args: string[]): void {
  const done = spawnSync(program, args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr}`)
}
