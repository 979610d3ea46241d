import { NOTICE_TOPICS, type NoticeTopic } from '@imbachat/protocol/http/account/notices'
import { useSignal } from '@preact/signals'
import { LANGUAGES, type Language, language } from '../../i18n/index.ts'
import { BrowserPush } from '../../push/browser-push.tsx'
import { api } from '../../requests/api.ts'
import { useRefusalToast } from '../../requests/refusal-toast.ts'
import { useResource } from '../../requests/resource.ts'
import { useSubmit } from '../../requests/submit.ts'
import { session } from '../../session.ts'
import { Card } from '../../ui/card.tsx'
import { SwitchField } from '../../ui/form/field.tsx'
import { Loading } from '../../ui/loading.tsx'
import { MailPreview } from '../../ui/mail/mail-preview.tsx'
import { LoadFailed } from '../../ui/notice.tsx'
import { t } from './phrases.ts'

/** Chooses the notices that the account gets by mail and in this browser. */
export function NoticeSettings() {
  const { value: person } = session
  if (person.state !== 'signed-in') return null
  return <Topics isAdministrator={person.administrator} sendsMail={person.mail} />
}

function Topics({ isAdministrator, sendsMail }: { isAdministrator: boolean; sendsMail: boolean }) {
  const loaded = useResource('mails', () => api.call('account.mails'))
  const now = loaded.now.value
  const shown = NOTICE_TOPICS.filter((topic) => topic !== 'disk' || isAdministrator)
  return (
    <Card title={t('mails_title')} lead={t('mails_lead')}>
      {now.state === 'loading' && <Loading lines={3} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
      {now.state === 'ready' &&
        shown.map((topic) => <Topic key={topic} topic={topic} isOn={now.value.topics[topic]} onChanged={loaded.set} />)}
      <BrowserPush />
      {sendsMail && <Notices topics={shown} />}
    </Card>
  )
}

/** The list of notices, opened by a press. */
function Notices({ topics }: { topics: readonly NoticeTopic[] }) {
  const named = (topic: NoticeTopic) => ({ value: topic, label: t(`mails_${topic}`) })
  const [first = 'waiting', ...others] = topics
  const isOpen = useSignal(false)
  return (
    <details
      class="details"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open
      }}
    >
      <summary>{t('mails_preview')}</summary>
      {isOpen.value && (
        <MailPreview<Language, NoticeTopic>
          lead={t('mails_preview_lead')}
          languages={(Object.keys(LANGUAGES) as Language[]).map((value) => ({ value, label: LANGUAGES[value] }))}
          language={language.peek()}
          samples={[named(first), ...others.map(named)]}
          address={(chosen, topic) =>
            `/imbachat/v1/dashboard/mail/sample?${new URLSearchParams({ language: chosen, topic })}`
          }
          send={(chosen, topic) => api.call('account.test_mail', { body: { language: chosen, topic } })}
        />
      )}
    </details>
  )
}

interface TopicProps {
  topic: NoticeTopic
  isOn: boolean
  onChanged: (mails: Awaited<ReturnType<typeof change>>) => void
}

/** The mails are in the language in which the person reads the dashboard. */
const change = (topic: NoticeTopic, isOn: boolean) =>
  api.call('account.change_mails', { body: { language: language.peek(), topics: { [topic]: isOn } } })

function Topic({ topic, isOn, onChanged }: TopicProps) {
  const submit = useSubmit(async () => onChanged(await change(topic, !isOn)))
  useRefusalToast(submit.error.value)
  return <SwitchField label={t(`mails_${topic}`)} name={`mails.${topic}`} value={isOn} onValue={() => submit.run()} />
}
