import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type NatsServer, startNatsServer } from '@imbachat/server/bus/testing/nats-server'
import { type PostgresServer, startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { type ClusterNode, clusterNode } from './cluster-node.ts'
import { freePorts } from './free-ports.ts'
import { type RoundRobin, roundRobin } from './round-robin.ts'

export interface ClusterWidget {
  id: number
  secret_key: string
  api_login: string
  api_password: string
}

/** One service of several nodes on this machine. All of it is gone after `stop`. */
export interface Cluster {
  /** through the proxy */
  url: string
  nodes: ClusterNode[]
  nats: NatsServer
  postgres: PostgresServer
  /**
   * Runs the command line beside the running nodes.
   * @returns its output
   * @throws Error with its output
   */
  cli(...args: string[]): Promise<string>
  makeWidget(more?: string[]): Promise<ClusterWidget>
  /** Each node in turn is drained, stopped and started again. */
  roll(): Promise<void>
  stop(): Promise<void>
}

const cliMain = resolve(import.meta.dir, '../../server/src/cli/main.ts')

/**
 * PostgreSQL, nats-server, the nodes and a proxy before them.
 * @param port of the proxy; 0: any
 * @param print gets what the nodes print
 * @throws Error when one of them is not to be had
 */
export async function startCluster({
  count = 3,
  port = 0,
  env: given = {},
  print = () => {},
}: {
  count?: number
  port?: number
  env?: Record<string, string>
  print?: (node: number, line: string) => void
} = {}): Promise<Cluster> {
  const nats = await startNatsServer()
  const postgres = await startPostgresServer().catch(async (error: unknown) => {
    await nats.kill()
    throw error
  })
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-cluster-'))
  const ports = freePorts(count + 1)
  const proxyPort = port === 0 ? (ports.pop() ?? 0) : port
  const url = `http://localhost:${proxyPort}`
  const env = {
    PUBLIC_URL: url,
    DATA_DIR: dataDir,
    DATABASE_URL: postgres.url,
    NATS_URL: nats.url,
    FILES_DIR: dataDir,
    LOG_LEVEL: 'warn',
    ...given,
  }
  const nodes = ports.slice(0, count).map((nodePort, n) => clusterNode(nodePort, env, (line) => print(n, line)))
  let proxy: RoundRobin | null = null

  const cluster: Cluster = {
    url,
    nodes,
    nats,
    postgres,
    async cli(...args) {
      const child = Bun.spawn([process.execPath, cliMain, ...args], {
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [out, err] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text()])
      if ((await child.exited) !== 0) throw new Error(`${args.join(' ')}: ${out}${err}`)
      return out
    },
    async makeWidget(more = []) {
      const settings = ['--name', 'Cluster', '--origin', url, ...more]
      return JSON.parse(await cluster.cli('widget', 'create', ...settings, '--json')) as ClusterWidget
    },
    async roll() {
      for (const node of nodes) {
        await node.end('SIGTERM')
        await node.start()
      }
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.end('SIGTERM')))
      await proxy?.close()
      await nats.kill()
      await postgres.remove()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  try {
    // All at once, as a careless administrator would: they take turns over the migrations.
    await Promise.all(nodes.map((node) => node.start()))
    proxy = await roundRobin(
      nodes.map((node) => node.port),
      proxyPort,
    )
    return cluster
  } catch (error) {
    await cluster.stop()
    throw error
  }
}
