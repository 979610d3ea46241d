import { common } from '../../i18n/index.ts'
import { refusalText } from '../../i18n/refusal.ts'
import { ApiError, api, type ModeratedRoomView } from '../../requests/api.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { t } from './phrases.ts'

type Change = { archived: boolean } | { frozen: boolean } | { is_public: boolean }

interface Props {
  widget_id: number
  chosen: readonly ModeratedRoomView[]
  /** shows what became of them */
  after: (changed: readonly ModeratedRoomView[]) => void
}

/** Actions on several groups. Each action can be undone, for those that it changed. */
export function ManyRooms({ widget_id, chosen, after }: Props) {
  const change = async (rooms: readonly ModeratedRoomView[], what: Change) => {
    const isOpening = 'is_public' in what && what.is_public
    const room_ids = rooms.map(({ room_id }) => room_id)
    // only what was closed a moment ago is opened here
    const body = { room_ids, ...what, ...(isOpening && { reason: t('reason_undo') }) }
    const { changed } = await api.call('widget_rooms.change_many', { widget_id, body })
    after(changed)
    return changed
  }
  const run = (what: Change) => () =>
    void toastIfRefused(async () => {
      const changed = await change(chosen, what)
      if (changed.length === 0) return toast(t('many_nothing'))
      const back = () =>
        void toastIfRefused(async () => {
          await change(changed, opposite(what))
          toast(t('undone'))
        })
      toast(t('many_changed', { count: changed.length }), 'done', { label: common('act.take_back'), run: back })
    })
  return (
    <>
      {chosen.some(({ archived }) => !archived) && (
        <Button onClick={run({ archived: true })}>{t('many_archive')}</Button>
      )}
      {chosen.some(({ archived }) => archived) && (
        <Button onClick={run({ archived: false })}>{t('many_restore')}</Button>
      )}
      {chosen.some(({ frozen }) => !frozen) && <Button onClick={run({ frozen: true })}>{t('many_freeze')}</Button>}
      {chosen.some(({ frozen }) => frozen) && <Button onClick={run({ frozen: false })}>{t('many_thaw')}</Button>}
      {chosen.some(({ is_public }) => is_public) && (
        <Button onClick={run({ is_public: false })}>{t('many_close')}</Button>
      )}
    </>
  )
}

function opposite(what: Change): Change {
  if ('archived' in what) return { archived: !what.archived }
  return 'frozen' in what ? { frozen: !what.frozen } : { is_public: !what.is_public }
}

async function toastIfRefused(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    toast(refusalText(error), 'failed')
  }
}
