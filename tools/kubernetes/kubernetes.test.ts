import { describe, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { mustShareFiles, resolveConfig } from '@imbachat/server/config/config'
import { parseEnv, SETTINGS } from '@imbachat/server/config/env'
import { version } from '../../package.json'
import { FILES, faultsOf, type Manifest, parse, readManifests } from './manifests.ts'

const deploy = (file: string) => readFileSync(join(import.meta.dir, '../../deploy', file), 'utf8')

/** The parts of a workload that are compared with the image. */
interface Workload extends Manifest {
  spec: {
    replicas: number
    selector: { matchLabels: Record<string, string> }
    template: {
      metadata: { labels: Record<string, string> }
      spec: {
        securityContext: { runAsUser: number }
        containers: {
          image: string
          ports: { name: string; containerPort: number; protocol?: string }[]
          envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[]
          volumeMounts: { name: string; mountPath: string }[]
          lifecycle?: { preStop: { exec: { command: string[] } } }
          [probe: `${string}Probe`]: { httpGet: { path: string; port: string } }
        }[]
        volumes: { name: string }[]
      }
    }
    volumeClaimTemplates?: { metadata: { name: string } }[]
  }
}

describe('KUBE-1 the manifests', () => {
  test('the manifests are what the API of Kubernetes takes', () => {
    expect(FILES).toContain('three-nodes.yaml')
    expect(faultsOf(FILES.flatMap(readManifests))).toEqual([])
  })

  test('manifests with an unknown field, a value of another type or a wrong version are refused', () => {
    const valid = 'apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec:\n  maxUnavailable: 1\n'
    const changes = [
      ['1', '1'],
      ['Unavailable:', 'Unavailble:'],
      [' 1', ' [1]'],
      ['policy/v1', 'apps/v1'],
    ] as const
    const [first, ...others] = faultsOf(changes.flatMap(([from, to]) => parse(valid.replace(from, to))))
    expect(first).toContain('maxUnavailble')
    expect(others).toEqual([
      expect.stringContaining("Type 'number[]' is not assignable"),
      expect.stringContaining("no exported member 'PodDisruptionBudget'"),
    ])
  })
})

describe.each(['one-node.yaml', 'three-nodes.yaml'])('KUBE-2 %s', (file) => {
  const manifests = readManifests(file)
  const of = <T extends Manifest>(kind: string) => manifests.find((manifest) => manifest.kind === kind) as T
  const workload = of<Workload>(file === 'one-node.yaml' ? 'StatefulSet' : 'Deployment')
  const pod = workload.spec.template.spec
  const [container] = pod.containers
  if (!container) throw new Error(`${file} has no container`)
  const image = new Map(
    [...deploy('Dockerfile').matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  )

  test('the deployment fits the image: version, port, user, folder, and the program that waits', () => {
    expect(container.image).toEndWith(`/imbachat:${version}`)
    expect(container.ports.find(({ name }) => name === 'http')?.containerPort).toBe(Number(image.get('PORT')))
    expect(String(pod.securityContext.runAsUser)).toBe(/^USER (\d+)/m.exec(deploy('Dockerfile'))?.[1] ?? '')
    expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toEqual([image.get('DATA_DIR') ?? '', '/tmp'])
    const claimed = workload.spec.volumeClaimTemplates?.map(({ metadata }) => metadata.name) ?? []
    expect([...claimed, ...pod.volumes.map(({ name }) => name)]).toEqual(container.volumeMounts.map(({ name }) => name))
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'] as const) {
      expect(container[probe]).toMatchObject({ httpGet: { path: '/health', port: 'http' } })
    }
    if (file === 'three-nodes.yaml') {
      expect(deploy('Dockerfile')).toContain(`"${container.lifecycle?.preStop.exec.command[0]}"`)
    }
  })

  test('the deployment sets only what the server reads, and the server starts with it', () => {
    const settings = of<Manifest & { data: Record<string, string> }>('ConfigMap').data
    const inFile = [...deploy(`kubernetes/${file}`).matchAll(/^# {3}([A-Z_0-9]+)=(\S+)$/gm)]
    const secrets = Object.fromEntries(inFile.map(([, name = '', value = '']) => [name, value]))
    // openssl makes it
    if (secrets.SECRET) secrets.SECRET = crypto.randomUUID()
    for (const name of Object.keys({ ...settings, ...secrets })) expect(SETTINGS).toContain(name)
    const config = resolveConfig(parseEnv({ ...Object.fromEntries(image), ...settings, ...secrets }))
    mustShareFiles(config)
    expect(config.metricsPort).toBe(container.ports.find(({ name }) => name === 'metrics')?.containerPort)
    expect(config.trustedProxies).not.toEqual([])
    expect(container.envFrom.map(({ configMapRef, secretRef }) => configMapRef?.name ?? secretRef?.name)).toEqual(
      Object.keys(secrets).length > 0 ? ['imbachat', 'imbachat'] : ['imbachat'],
    )
    expect(config.natsUrl !== undefined).toBe(workload.spec.replicas > 1)
  })

  test('the deployment finds its pods, and the public address leads to them', () => {
    const { labels } = workload.spec.template.metadata
    const service = of<Manifest & { spec: { selector: unknown; ports: { name: string; targetPort: string }[] } }>(
      'Service',
    )
    expect(workload.spec.selector.matchLabels).toEqual(labels)
    expect(service.spec.selector).toEqual(labels)
    const named = container.ports.filter(({ protocol }) => protocol !== 'UDP').map(({ name }) => name)
    expect(service.spec.ports.map(({ targetPort }) => targetPort)).toEqual(named)
    expect(of('NetworkPolicy').spec).toMatchObject({ podSelector: { matchLabels: labels } })
    const settings = of<Manifest & { data: Record<string, string> }>('ConfigMap').data
    const host = new URL(settings.PUBLIC_URL ?? '').hostname
    const backend = { service: { name: service.metadata.name, port: { name: 'http' } } }
    expect(of('Ingress').spec).toMatchObject({
      tls: [{ hosts: [host] }],
      rules: [{ host, http: { paths: [{ path: '/', backend }] } }],
    })
    if (workload.spec.replicas > 1) {
      expect(of('PodDisruptionBudget').spec).toMatchObject({ maxUnavailable: 1, selector: { matchLabels: labels } })
    }
    for (const { kind, metadata } of manifests) {
      expect([kind, metadata.namespace]).toEqual([kind, kind === 'Namespace' ? undefined : 'imbachat'])
    }
    const stun = manifests.find(({ metadata }) => metadata.name === 'imbachat-stun')
    const udp = [
      { name: 'stun', port: Number(settings.CALLS_UDP_PORT) },
      // of several nodes, each would need an address of its own
      { name: 'media', port: Number(settings.CALLS_MEDIA_PORT) },
    ].filter(({ port }) => port > 0)
    expect(udp).toHaveLength(workload.spec.replicas > 1 ? 1 : 2)
    const ports = udp.map(({ name, port }) => ({ name, port, targetPort: name, protocol: 'UDP' }))
    // the answer is the address that the request comes from
    expect(stun?.spec).toMatchObject({ externalTrafficPolicy: 'Local', selector: labels, ports })
    for (const { name, port } of udp) {
      expect(container.ports).toContainEqual({ name, containerPort: port, protocol: 'UDP' })
    }
    const { ingress } = of<Manifest & { spec: { ingress: object[] } }>('NetworkPolicy').spec
    expect(ingress).toContainEqual({ ports: udp.map(({ name }) => ({ port: name, protocol: 'UDP' })) })
    const [monitor] = readManifests('service-monitor.yaml')
    expect(monitor?.spec).toMatchObject({ jobLabel: 'app', selector: { matchLabels: service.metadata.labels } })
    expect(service.metadata.labels?.app).toBe('imbachat')
  })
})
