import type { Operation } from '@imbachat/protocol/http/operation'
import type { Caller } from '../../owner/accounts/accounts.ts'
import { type Audit, type AuditEntry, NO_WIDGET } from '../../owner/audit/audit.ts'
import type { EndpointAnswer } from './endpoint.ts'

interface Act {
  actor: AuditEntry['actor']
  input: { params: Record<string, unknown> | undefined }
  caller: Caller
  said: EndpointAnswer<Operation>['audit']
}

/** The one place where operations of the dashboard are recorded: all but those that change nothing. */
export async function recordAct(audit: Audit, operation: Operation, act: Act): Promise<void> {
  const { actor, input, caller, said = {} } = act
  if (!(operation.audit ?? operation.method !== 'get') || said.nothing) return
  const { widget_id: named, ...others } = input.params ?? {}
  const subject = Object.values(others).map(String).join(' ') || null
  const entry = {
    actor: { accountId: actor.accountId, email: actor.email },
    action: operation.id,
    target: said.target ?? subject,
    details: said.details ?? null,
    address: caller.address,
  }
  const widgetId = said.widgetId ?? (typeof named === 'number' ? named : NO_WIDGET)
  await audit.record({ ...entry, widgetId })
  // What the administrator did to a widget: its team reads it in the widget's log, administrators in the server's.
  if (operation.access === 'administrator' && widgetId !== NO_WIDGET) {
    const target = [`DEV_ID ${widgetId}`, entry.target].filter(Boolean).join(' ')
    await audit.record({ ...entry, target, widgetId: NO_WIDGET })
  }
}
