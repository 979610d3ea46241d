import { connectCodeCreate, connectionGet } from '@imbachat/protocol/http/connect'
import { endpoint } from './endpoint.ts'

export const createConnectCode = endpoint(connectCodeCreate, async ({ params, owner }, { connect }) => ({
  result: await connect.createCode(owner, params.widget_id),
}))

export const getConnection = endpoint(connectionGet, async ({ params, owner }, { connect }) => ({
  result: { connection: await connect.connection(owner, params.widget_id) },
}))
