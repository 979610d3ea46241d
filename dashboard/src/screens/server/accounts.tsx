import { useSignal } from '@preact/signals'
import { formatAgo, formatDate, formatTime } from '../../i18n/index.ts'
import { api, type ServerAccount } from '../../requests/api.ts'
import { useSubmit } from '../../requests/submit.ts'
import { session } from '../../session.ts'
import { toast } from '../../toasts.ts'
import { Avatar } from '../../ui/avatar.tsx'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SearchList } from '../../ui/search/search-list.tsx'
import { t } from './phrases.ts'

const FILTERS = ['all', 'administrators', 'disabled'] as const
type Act = 'disable' | 'enable' | 'reset' | 'end_sessions' | 'stop_two'

export function Accounts() {
  return (
    <SearchList
      scope="accounts"
      label={t('find_account')}
      filterLabel={t('show')}
      filters={FILTERS}
      filterText={(name) => t(`accounts_${name}`)}
      ask={async (query) => {
        const { accounts, next } = await api.call('server.accounts', { query })
        return { items: accounts, next }
      }}
      keyOf={({ account_id }) => account_id}
      look={{ row: (account, put) => <AccountRow account={account} onChanged={put} /> }}
      emptyText={() => t('none_found')}
    />
  )
}

interface AccountRowProps {
  account: ServerAccount
  onChanged: (account: ServerAccount) => void
}

function AccountRow({ account, onChanged }: AccountRowProps) {
  const { account_id, email, disabled_at, two_factor, sessions, seen_at, administrator } = account
  const asked = useSignal<Act | null>(null)
  const link = useSignal<{ link: string; expires_at: number } | null>(null)
  const params = { account_id }
  const act = useSubmit(async () => {
    const what = asked.value
    if (what === null) return
    if (what === 'reset') link.value = await api.call('server.reset_link', { params })
    else {
      const id = OPERATIONS[what]
      onChanged((await api.call(id, { params })).account)
      toast(t(`did_${what}`))
    }
    asked.value = null
  })
  const ask = (what: Act | null) => () => {
    act.clear()
    asked.value = what
  }
  const isLast = asked.value === 'disable' && act.error.value?.code === 'forbidden'
  const now = session.value
  const isOwn = now.state === 'signed-in' && now.account_id === account_id
  const offered = ([disabled_at === null ? 'disable' : 'enable', 'reset', 'end_sessions', 'stop_two'] as const).filter(
    (what) =>
      (what !== 'disable' || !isOwn) &&
      (what !== 'end_sessions' || sessions > 0) &&
      (what !== 'stop_two' || two_factor),
  )
  return (
    <>
      <Avatar name={email} url={null} />
      <div class="row-words">
        <span class="row-title">
          <bdi>{email}</bdi> {isOwn && <span class="row-note">({t('you')})</span>}
        </span>
        <span class="row-note">
          {t('account_note', {
            since: formatDate(account.created_at),
            widgets: account.widgets,
            seen: seen_at === null ? t('signed_out') : t('seen', { ago: formatAgo(seen_at, Date.now()) }),
          })}
        </span>
        <span class="person-row-marks">
          {administrator && <span class="chip">{t('administrator')}</span>}
          {two_factor && <span class="chip">{t('two_factor')}</span>}
          {disabled_at !== null && (
            <span class="chip chip-bad">{t('disabled_since', { date: formatDate(disabled_at) })}</span>
          )}
        </span>
      </div>
      <div class="row-acts">
        {offered.map((what) => (
          <Button key={what} kind="quiet" label={`${t(`act_${what}`)}: ${email}`} onClick={ask(what)}>
            {t(`act_${what}`)}
          </Button>
        ))}
      </div>
      {link.value !== null && (
        <Notice kind="info" role="status" title={t('link_title')}>
          <p>{t('link_lead', { email, until: formatTime(link.value.expires_at) })}</p>
          <div class="value">
            <output class="value-text" dir="ltr" aria-label={t('link')}>
              {link.value.link}
            </output>
            <CopyButton text={link.value.link} what={t('link')} />
          </div>
        </Notice>
      )}
      {asked.value !== null && (
        <Confirm
          title={t(`ask_${asked.value}`, { email })}
          act={t(`act_${asked.value}`)}
          dangerous={asked.value === 'disable' || asked.value === 'stop_two'}
          pending={act.pending.value}
          error={isLast ? null : act.error.value}
          onConfirm={() => act.run()}
          onClose={ask(null)}
        >
          <p>{t(`about_${asked.value}`)}</p>
          {isLast && (
            <Notice kind="bad" role="alert">
              {t('last_administrator')}
            </Notice>
          )}
        </Confirm>
      )}
    </>
  )
}

const OPERATIONS = {
  disable: 'server.disable_account',
  enable: 'server.enable_account',
  end_sessions: 'server.end_sessions',
  stop_two: 'server.stop_two_factor',
} as const
