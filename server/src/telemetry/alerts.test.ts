import { expect, test } from 'bun:test'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { inProcessBus } from '../bus/in-process.ts'
import { silentLog } from '../chat/log.ts'
import { createMetrics } from './metrics.ts'

const root = new URL('../../../', import.meta.url).pathname
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const rules = read('deploy/alerts.yml')
const dashboard = read('deploy/grafana-dashboard.json')

test('METRIC-4 alerts and dashboard use only metrics that the server has', async () => {
  const metrics = createMetrics()
  const connections = () => ({ websockets: 0, streams: 0 })
  metrics.watch({
    connections,
    bus: inProcessBus(silentLog),
    dataDir: root,
    filesDir: root,
    databaseFile: root,
    media: () => ({ calls: 0, parties: 0, forwarded: 0, restarts: 0 }),
  })
  const text = await metrics.text()
  metrics.close()
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  const used = `${rules}\n${dashboard}`.matchAll(/\b((?:imbachat|process)_[a-z_]+?)(?:_bucket)?(?=[{[ ])/g)
  const names = new Set([...used].map(([, name]) => name))
  expect(names.size).toBeGreaterThan(10)
  expect([...names].filter((name) => !known.has(name))).toEqual([])
})

test('METRIC-4 the runbook has a section for each alert, and for nothing else', () => {
  const alerts = [...rules.matchAll(/alert: (\w+)/g)].map(([, name]) => name)
  const sections = [...read('docs/operate/runbook.md').matchAll(/^## (ImbaChat\w+)$/gm)].map(([, name]) => name)
  expect(sections).toEqual(alerts)
})

test.skipIf(Bun.which('promtool') === null)('METRIC-4 promtool accepts the alert rules', () => {
  const { status, stderr } = spawnSync('promtool', ['check', 'rules', `${root}deploy/alerts.yml`], { encoding: 'utf8' })
  expect([stderr, status]).toEqual(['', 0])
})
