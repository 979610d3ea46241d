import { connectionGet } from '@imbachat/protocol/http/connect'
import { endpoint } from './endpoint.ts'

export const getConnection = endpoint(connectionGet, async ({ params, owner }, { connect }) => ({
  result: { connection: await connect.connection(owner, params.widget_id) },
}))
