import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { fieldText } from '../../../i18n/refusal.ts'
import type { ApiError, ConnectionReport } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { Button } from '../../../ui/button.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { FormError } from '../../../ui/notice.tsx'
import { ConnectionResult } from './connection-result.tsx'

/** Users of a response that are shown: a search may find many. */
const SHOWN = 5

interface PeopleTestProps {
  label: string
  hint: string
  /** the server's names of what is typed here, and of the address above, which shows its own errors */
  fields: readonly [string, string]
  act: string
  /** the server refused to test; null: a new test has begun */
  onRefused: (refusal: ApiError | null) => void
  call: (typed: string) => Promise<{ report: ConnectionReport }>
}

/** Calls one of the site's addresses as the chat does, saved or not. */
export function PeopleTest({ label, hint, fields, act, onRefused, call }: PeopleTestProps) {
  const typed = useSignal('')
  const report = useSignal<ConnectionReport | null>(null)
  const run = useSubmit(async () => {
    report.value = null
    report.value = (await call(typed.value.trim())).report
  })
  const error = run.error.value
  const [field] = fields
  useEffect(() => onRefused(error), [error])

  return (
    <>
      <form class="form form-row" onSubmit={run.run}>
        <FormError error={error} fields={fields} />
        <TextField
          label={label}
          hint={hint}
          name={field}
          required
          value={typed.value}
          onValue={(value) => {
            typed.value = value
          }}
          error={fieldText(error, field)}
        />
        <Button type="submit" pending={run.pending.value}>
          {act}
        </Button>
      </form>
      {report.value && <ConnectionResult report={{ ...report.value, users: report.value.users.slice(0, SHOWN) }} />}
    </>
  )
}
