import { auditList } from '@imbachat/protocol/http/audit'
import { endpoint } from './endpoint.ts'

export const listAudit = endpoint(auditList, async ({ params, query }, { audit }) => ({
  result: await audit.list(params.widget_id, query),
}))
