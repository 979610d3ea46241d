import { useSignal } from '@preact/signals'
import { common } from '../../i18n/index.ts'
import { refusalText } from '../../i18n/refusal.ts'
import { ApiError, api, type PersonView } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useSubmit } from '../../requests/submit.ts'
import { toast } from '../../toasts.ts'
import { Button } from '../../ui/button.tsx'
import { RestrictDialog } from '../moderation/restrict/restrict-dialog.tsx'
import { t } from './phrases.ts'

type Kind = 'mute' | 'ban'

interface Props {
  widget_id: number
  chosen: readonly PersonView[]
  /** shows what became of them */
  after: (changed: readonly PersonView[]) => void
}

const DONE = { mute: 'many_muted', ban: 'many_banned' } as const
const LIFTED = { mute: 'many_unmuted', ban: 'many_unbanned' } as const
const TITLES = { mute: 'many_mute_title', ban: 'many_ban_title' } as const
const idsOf = (people: readonly PersonView[]) => people.map(({ user }) => user.user_id)

/** Actions on several people. The undo of an action affects only the people that it changed. */
export function ManyPeople({ widget_id, chosen, after }: Props) {
  const asking = useSignal<Kind | null>(null)
  const given = useSignal<{ minutes: number | null; reason: string }>({ minutes: null, reason: '' })
  const lifting = useSignal<Kind>('mute')
  const give = useSubmit(async () => {
    const kind = asking.peek()
    if (kind === null) return
    const user_ids = idsOf(chosen)
    const { changed } = await api.call('people.restrict_many', {
      widget_id,
      body: { user_ids, kind, ...given.peek() },
    })
    asking.value = null
    toastDone(DONE[kind], changed, async (show) => {
      const back = await api.call('people.lift_many', { widget_id, body: { user_ids: idsOf(changed), kind } })
      show(back.changed)
    })
  })
  const lift = useSubmit(async () => {
    const kind = lifting.peek()
    const before = new Map(chosen.map((person) => [person.user.user_id, person[kind]]))
    const { changed } = await api.call('people.lift_many', { widget_id, body: { user_ids: idsOf(chosen), kind } })
    toastDone(LIFTED[kind], changed, async (show) => {
      // as they were restricted before: those with the same end and reason in one call
      const groups = Map.groupBy(idsOf(changed), (user_id) => JSON.stringify(before.get(user_id) ?? null))
      for (const [was, user_ids] of groups) {
        const { until, reason } = JSON.parse(was) as { until: number | null; reason: string }
        const minutes = until === null ? null : Math.max(1, Math.ceil((until - Date.now()) / 60_000))
        const body = { user_ids, kind, minutes, reason }
        show((await api.call('people.restrict_many', { widget_id, body })).changed)
      }
    })
  })
  useRefusalToast(lift.error.value)

  function toastDone(
    phrase: (typeof DONE)[Kind] | (typeof LIFTED)[Kind],
    changed: readonly PersonView[],
    back: (show: (people: readonly PersonView[]) => void) => Promise<void>,
  ): void {
    // the answer has no figures: what is shown stays
    const known = new Map(chosen.map(({ user, figures }) => [user.user_id, figures]))
    const show = (people: readonly PersonView[]) =>
      after(people.map((one) => ({ ...one, figures: one.figures ?? known.get(one.user.user_id) ?? null })))
    show(changed)
    const act = { label: common('act.take_back'), run: () => void undo(() => back(show)) }
    if (changed.length === 0) toast(t('many_nobody'))
    else toast(t(phrase, { count: changed.length }), 'done', act)
  }

  const ask = (kind: Kind) => () => {
    give.clear()
    asking.value = kind
  }
  const end = (kind: Kind) => () => {
    lifting.value = kind
    lift.run()
  }
  const kind = asking.value
  return (
    <>
      <Button onClick={ask('mute')}>{t('mute')}</Button>
      <Button onClick={ask('ban')}>{t('ban')}</Button>
      {chosen.some(({ mute }) => mute !== null) && (
        <Button pending={lift.pending.value} onClick={end('mute')}>
          {t('unmute')}
        </Button>
      )}
      {chosen.some(({ ban }) => ban !== null) && (
        <Button pending={lift.pending.value} onClick={end('ban')}>
          {t('unban')}
        </Button>
      )}
      {kind && (
        <RestrictDialog
          widget_id={widget_id}
          kind={kind}
          name=""
          title={t(TITLES[kind], { count: chosen.length })}
          hasMessage={false}
          pending={give.pending.value}
          error={give.error.value}
          onGive={({ minutes, reason }) => {
            given.value = { minutes, reason }
            give.run()
          }}
          onClose={() => {
            asking.value = null
          }}
        />
      )}
    </>
  )
}

async function undo(back: () => Promise<void>): Promise<void> {
  try {
    await back()
    toast(t('undone'))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    toast(refusalText(error), 'failed')
  }
}
