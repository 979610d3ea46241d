import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { WidgetView } from '../../api.ts'
import { rich, t } from '../../i18n/index.ts'
import { paths } from '../../routes.ts'
import { type SigningLanguage, signedOutSnippet, signingLanguages } from '../../signing/index.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { usersInfoCodes } from '../../users-info/index.ts'
import { ConnectWordPress } from './connect-wordpress.tsx'
import type { Keys } from './keys.ts'
import { RevealButton } from './reveal-button.tsx'

/** Stands in the code while the key is hidden. */
const HIDDEN_KEY = 'YOUR_SECRET_KEY'

interface InstallProps {
  widget: WidgetView
  keys: Keys
  onConnected: () => void
}

export function Install({ widget, keys, onConnected }: InstallProps) {
  const chosen = useSignal<string>('php')
  const language: SigningLanguage = signingLanguages.find(({ id }) => id === chosen.value) ?? signingLanguages[0]
  const secretKey = keys.secret_key.shown.value?.[0]?.value
  const values = {
    widgetId: widget.widget_id,
    secretKey: secretKey ?? HIDDEN_KEY,
    scriptUrl: `${location.origin}/imbachat/v1/${widget.widget_id}/widget`,
  }
  const usersInfo = usersInfoCodes.find(({ id }) => id === language.id) ?? usersInfoCodes[0]
  const credentials = {
    apiLogin: keys.api_login.shown.value?.[0]?.value ?? 'YOUR_API_LOGIN',
    apiPassword: keys.api_password.shown.value?.[0]?.value ?? 'YOUR_API_PASSWORD',
  }
  const languageTabs = (code: ComponentChildren) => (
    <Tabs
      label={t('install.languages')}
      tabs={signingLanguages}
      chosen={language.id}
      onChoose={(id) => {
        chosen.value = id
      }}
    >
      {code}
    </Tabs>
  )

  return (
    <>
      <Card title={t('install.dev_id_title')} lead={t('install.dev_id_lead')}>
        <div class="value">
          <output class="value-text" aria-label={t('install.dev_id_title')}>
            {widget.widget_id}
          </output>
          <CopyButton text={String(widget.widget_id)} what={t('install.dev_id_title')} />
        </div>
      </Card>

      <ConnectWordPress widgetId={widget.widget_id} onConnected={onConnected} />

      <Card
        title={t('install.sign_title')}
        lead={t('install.sign_lead')}
        aside={<RevealButton secret={keys.secret_key} named />}
      >
        <p class="hint" role="status">
          {secretKey === undefined ? t('install.sign_key') : t('install.sign_key_shown')}
        </p>
        {languageTabs(<CodeBlock name={language.fileName} code={language.sign(values)} />)}
      </Card>

      <Card
        title={t('install.embed_title')}
        lead={rich('install.embed_lead', { language: language.label, tag: <code>{'</body>'}</code> })}
      >
        <CodeBlock name={t('install.page_of', { language: language.label })} code={language.embed(values)} />
        <details class="details">
          <summary>{t('install.signed_out_title')}</summary>
          <p class="hint">{t('install.signed_out_lead')}</p>
          <CodeBlock name={t('install.signed_out_title')} code={signedOutSnippet(values.scriptUrl)} />
        </details>
        <details class="details">
          <summary>{t('install.snippet_title')}</summary>
          <p class="hint">{rich('install.snippet_lead', { guest: <code>ImbaChat.load()</code> })}</p>
          <CodeBlock name="HTML" code={widget.snippet} />
        </details>
      </Card>

      <Card
        title={t('install.next_title')}
        lead={t('install.next_lead')}
        aside={
          <>
            <RevealButton secret={keys.api_login} named />
            <RevealButton secret={keys.api_password} named />
          </>
        }
      >
        {languageTabs(<CodeBlock name={usersInfo.fileName} code={usersInfo.code(credentials)} />)}
        <div class="form-acts">
          <LinkButton kind="primary" href={paths.widget(widget.widget_id, 'site')}>
            {t('install.next_act')}
          </LinkButton>
        </div>
      </Card>
    </>
  )
}
