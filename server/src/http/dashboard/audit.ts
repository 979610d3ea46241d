import { auditList } from '@imbachat/protocol/http/audit'
import { endpoint } from './endpoint.ts'

export const listAudit = endpoint(auditList, async ({ params, query, owner }, { audit, takeSearch }) => {
  takeSearch(owner)
  return { result: await audit.list(params.widget_id, query) }
})
