// `npm run cluster`: three nodes, PostgreSQL, nats-server and a proxy on this machine, with the demo site, for trying
// things out.
import { createInterface } from 'node:readline'
import { createDemoSite } from '@imbachat/demo/site'
import { type Cluster, startCluster } from './cluster.ts'

const PORT = Number(process.env.PORT ?? 8080)

const say = (text: string) => void process.stdout.write(`${text}\n`)

say('Starting PostgreSQL, nats-server and three nodes …')
const cluster = await startCluster({ port: PORT, print: (node, line) => say(`node ${node + 1}  ${line}`) })
const demo = createDemoSite({ chatUrl: cluster.url, port: PORT + 1 })
const users = ['--users-info-url', `${demo.url}/users-info`, '--origin', demo.url]
const { id, secret_key, api_login, api_password } = await cluster.makeWidget(users)
demo.embed({ id, secretKey: secret_key, apiLogin: api_login, apiPassword: api_password })

say(`
Three nodes behind ${cluster.url}

  Two users side by side    ${demo.url}/side-by-side
  Dashboard                 ${cluster.url}/dashboard

  roll            drains and restarts each node in turn
  kill N          kill -9 of node N
  stop N          SIGTERM to node N: it drains
  start N         starts node N again
  nats stop       nats-server is away
  nats start      and back
  database stop   PostgreSQL is stopped (immediate)
  database start  and back
  quit            or Ctrl-C
`)

const COMMANDS: Record<string, (cluster: Cluster, n: number) => Promise<unknown>> = {
  roll: ({ roll }) => roll(),
  kill: ({ nodes }, n) => nodeOf(nodes, n).end('SIGKILL'),
  stop: ({ nodes }, n) => nodeOf(nodes, n).end('SIGTERM'),
  start: ({ nodes }, n) => nodeOf(nodes, n).start(),
  'nats stop': ({ nats }) => nats.kill(),
  'nats start': ({ nats }) => nats.start(),
  'database stop': ({ postgres }) => postgres.stopImmediately(),
  'database start': ({ postgres }) => postgres.start(),
}

let stopping = false
async function stop(): Promise<void> {
  if (stopping) return
  stopping = true
  say('Stopping …')
  await demo.stop()
  await cluster.stop()
  process.exit(0)
}
process.on('SIGINT', () => void stop())
process.on('SIGTERM', () => void stop())

// One after the other, also when several lines are pasted: each changes what the next one meets.
let last = Promise.resolve()
createInterface({ input: process.stdin }).on('line', (line) => {
  last = last.then(() => obey(line.trim()))
})

async function obey(line: string): Promise<void> {
  if (line === '') return
  if (line === 'quit') return stop()
  const [, command = '', number] = /^(.*?)(?: (\d))?$/.exec(line) ?? []
  const act = COMMANDS[command]
  if (!act) return say('I know: roll, kill N, stop N, start N, nats stop|start, database stop|start, quit')
  const done = await act(cluster, Number(number)).then(
    () => 'done',
    (error: unknown) => String(error),
  )
  say(`${line}: ${done}`)
}

/** @throws Error */
function nodeOf<T>(nodes: readonly T[], n: number): T {
  const node = nodes[n - 1]
  if (node === undefined) throw new Error(`which node? 1 to ${nodes.length}`)
  return node
}
