import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useDraft } from '../../../drafts.ts'
import { common } from '../../../i18n/index.ts'
import { fieldText } from '../../../i18n/refusal.ts'
import { draftName } from '../../../navigation/routes.ts'
import { type ApiError, api, type WidgetView } from '../../../requests/api.ts'
import { useSubmit } from '../../../requests/submit.ts'
import { toast } from '../../../toasts.ts'
import { Card } from '../../../ui/card.tsx'
import { TextField } from '../../../ui/form/field.tsx'
import { SaveBar } from '../../../ui/form/save-bar.tsx'
import { FormError } from '../../../ui/notice.tsx'
import { useTakeOver } from '../take-over.tsx'
import { PeopleTest } from './people-test.tsx'
import { t } from './site-phrases.ts'

const FIELDS = ['search_users_url', 'friends_url'] as const

interface PeopleUrlsProps {
  widget: WidgetView
  onChanged: (widget: WidgetView) => void
  /** stands above the form */
  children?: ComponentChildren
}

/** Addresses by which the chat finds people by name, and a user's friends. */
export function PeopleUrls({ widget, onChanged, children }: PeopleUrlsProps) {
  const draft = useDraft(`${draftName(widget.widget_id, 'site')}/people`, {
    search_users_url: widget.settings.search_users_url ?? '',
    friends_url: widget.settings.friends_url ?? '',
  })
  const { search_users_url: search, friends_url: friends } = draft.value
  const takeOver = useTakeOver(widget)
  const save = useSubmit(async () => {
    const settings = { search_users_url: search.trim() || null, friends_url: friends.trim() || null }
    const changed = await takeOver.change({ settings })
    if (changed === null) return
    draft.settle({ search_users_url: search, friends_url: friends })
    onChanged(changed)
    toast(common('act.saved'))
  })
  const error = save.error.value
  // a test tries the address in the form, so a complaint about the address is shown there
  const tested = useSignal<ApiError | null>(null)
  const onRefused = (refusal: ApiError | null) => {
    tested.value = refusal
  }
  const errorOf = (field: (typeof FIELDS)[number]) =>
    fieldText(error, `settings.${field}`) ?? fieldText(tested.value, field)

  return (
    <Card title={t('people.title')} lead={t('people.lead')}>
      {takeOver.question}
      {children}
      <form class="form" onSubmit={save.run}>
        <FormError error={error} fields={FIELDS.map((field) => `settings.${field}`)} />
        <TextField
          label={t('people.search_url')}
          hint={t.rich('people.search_url_hint', { mark: <code>{'{query}'}</code> })}
          name="settings.search_users_url"
          type="url"
          placeholder="https://shop.example/api/search/{query}"
          value={search}
          onValue={(value) => draft.put({ search_users_url: value })}
          error={errorOf('search_users_url')}
        />
        <TextField
          label={t('people.friends_url')}
          hint={t.rich('people.friends_url_hint', { mark: <code>{'{user_id}'}</code> })}
          name="settings.friends_url"
          type="url"
          placeholder="https://shop.example/api/friends/{user_id}"
          value={friends}
          onValue={(value) => draft.put({ friends_url: value })}
          error={errorOf('friends_url')}
        />
        <SaveBar
          changed={draft.changed}
          pending={save.pending.value}
          onDiscard={() => {
            draft.discard()
            save.clear()
          }}
        />
      </form>
      {search.trim() !== '' && (
        <PeopleTest
          label={t('people.query')}
          hint={t('people.query_hint')}
          fields={['query', 'search_users_url']}
          act={t('people.test_search')}
          onRefused={onRefused}
          call={(query) => api.testSearch(widget.widget_id, { search_users_url: search.trim(), query })}
        />
      )}
      {friends.trim() !== '' && (
        <PeopleTest
          label={t('test.user_id')}
          hint={t('test.user_id_hint')}
          fields={['user_id', 'friends_url']}
          act={t('people.test_friends')}
          onRefused={onRefused}
          call={(user_id) => api.testFriends(widget.widget_id, { friends_url: friends.trim(), user_id })}
        />
      )}
    </Card>
  )
}
