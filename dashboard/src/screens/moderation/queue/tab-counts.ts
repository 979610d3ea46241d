import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { useQueueNews } from '../../../reports/open-reports.ts'
import { ApiError, api } from '../../../requests/api.ts'

/** Numbers of reports that this moderator works on, and that are put off. 0 until they are known. */
export function useTabCounts(widget_id: number) {
  const counts = useSignal({ mine: 0, snoozed: 0 })

  async function countAgain(): Promise<void> {
    try {
      const { mine, snoozed } = await api.call('moderation.status', { widget_id })
      counts.value = { mine, snoozed }
    } catch (refusal) {
      // the list shows the error, and the next request may succeed
      if (!(refusal instanceof ApiError)) throw refusal
    }
  }

  useEffect(() => void countAgain(), [widget_id])
  useQueueNews(() => void countAgain())
  return { counts, countAgain }
}
