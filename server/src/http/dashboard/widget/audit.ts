import type { auditOperations } from '@imbachat/protocol/http/audit'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const auditActs: Acts<typeof auditOperations> = {
  'audit.list': async ({ params, query, actor }, { audit, takeSearch }) => {
    takeSearch(actor)
    return { result: await audit.list(params.widget_id, query) }
  },
}
