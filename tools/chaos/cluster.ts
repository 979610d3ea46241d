import { findNatsServer, type NatsServer, startNatsServer } from '@imbachat/server/bus/testing/nats-server'
import { freshPostgresDatabase } from '@imbachat/server/store/testing/postgres-database'
import { startPostgresServer } from '@imbachat/server/store/testing/postgres-server'
import { Stage, type StageOptions } from './stage.ts'

export const NODES = 3

export interface Cluster {
  stage: Stage
  nats: NatsServer
}

/** The reason why this machine can't run a cluster; undefined if it can. */
export const noCluster = () => (findNatsServer() ? undefined : 'there is no nats-server on this machine')

/** Runs three servers of one service, with a separate PostgreSQL and nats-server, until `play` ends. */
export async function withCluster<T>(
  play: (cluster: Cluster) => Promise<T>,
  { env = {}, ...more }: StageOptions = {},
): Promise<T> {
  const postgres = await startPostgresServer()
  const nats = await startNatsServer()
  try {
    const { url } = await freshPostgresDatabase(postgres.url)
    const stage = await Stage.set({
      nodes: NODES,
      widgets: 2,
      ...more,
      env: { DATABASE_URL: url, NATS_URL: nats.url, ...env },
    })
    try {
      return await play({ stage, nats })
    } finally {
      await stage.close()
    }
  } finally {
    await nats.kill()
    await postgres.remove()
  }
}
