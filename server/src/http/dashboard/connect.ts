import type { connectOperations } from '@imbachat/protocol/http/connect'
import type { Acts } from './endpoint.ts'

/** What the server does for each operation. */
export const connectActs: Acts<typeof connectOperations> = {
  'connect.create_code': async ({ params, owner }, { connect }) => ({
    result: await connect.createCode(owner, params.widget_id),
  }),

  'connect.status': async ({ params, owner }, { connect }) => ({
    result: { connection: await connect.connection(owner, params.widget_id) },
  }),
}
