import type { connectOperations } from '@imbachat/protocol/http/widget/connect'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const connectActs: Acts<typeof connectOperations> = {
  'connect.create_code': async ({ params, actor }, { connect }) => ({
    result: await connect.createCode(actor, params.widget_id),
  }),

  'connect.status': async ({ params, actor }, { connect }) => ({
    result: { connection: await connect.connection(actor, params.widget_id) },
  }),
}
