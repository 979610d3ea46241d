import { common } from '../../i18n/index.ts'
import type { Paged } from '../../requests/paged.ts'
import { Button } from '../button.tsx'
import { FormError } from '../notice.tsx'

/** The button under a list that adds its next page, with the error if that failed. */
export function More({ list }: { list: Paged<{ next: string | null }> }) {
  const { pending, error, run } = list.more
  const now = list.now.value
  return (
    <>
      <FormError error={error.value} fields={[]} />
      {now.state === 'ready' && now.value.next !== null && (
        <Button pending={pending.value} onClick={run}>
          {common('act.more')}
        </Button>
      )}
    </>
  )
}
