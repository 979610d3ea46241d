import { connectCodeCreate } from '@imbachat/protocol/http/connect'
import { endpoint } from './endpoint.ts'

export const createConnectCode = endpoint(connectCodeCreate, async ({ params, owner }, { connect }) => ({
  result: await connect.createCode(owner, params.widget_id),
}))
