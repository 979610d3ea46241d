import { react, signedOutSnippet, signingLanguages, talkButton } from '../../../signing/index.ts'
import { Card } from '../../../ui/card.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { t as tKey } from '../keys/key-phrases.ts'
import type { Keys } from '../keys/keys.ts'
import { RevealButton } from '../keys/reveal-button.tsx'
import { SecretValue } from '../keys/secret-value.tsx'
import { ConnectWordPress } from './connect-wordpress.tsx'
import type { InstallProps } from './install-props.ts'
import { type CmsKind, cmsOf, languageOf } from './kinds.ts'
import { t } from './phrases.ts'

/** Placeholder in the code while the key is hidden. */
const HIDDEN_KEY = 'YOUR_SECRET_KEY'

const scriptUrlOf = (widget_id: number) => `${location.origin}/imbachat/v1/${widget_id}/widget`

/** The chat on the site's pages: code of the site's language, or what its plugin needs. */
export function CodeStep({ kind, ...props }: InstallProps & { kind: string }) {
  const cms = cmsOf(kind)
  if (cms?.id === 'wordpress') {
    return (
      <>
        <ConnectWordPress widget_id={props.widget.widget_id} onConnected={props.onConnected} />
        <TalkButton kind={kind} />
      </>
    )
  }
  if (cms) return <CmsCode {...props} cms={cms.id} />
  return kind === 'other' ? <OtherCode {...props} /> : <OwnCode {...props} kind={kind} />
}

function OwnCode({ widget, keys, kind }: InstallProps & { kind: string }) {
  const language = signingLanguages.find(({ id }) => id === languageOf(kind)) ?? signingLanguages[0]
  const secretKey = keys.secret_key.shown.value?.[0]?.value
  const scriptUrl = scriptUrlOf(widget.widget_id)
  const values = { widget_id: widget.widget_id, secretKey: secretKey ?? HIDDEN_KEY, scriptUrl }
  return (
    <>
      <Card title={t('sign_title')} lead={t('sign_lead')} aside={<RevealButton secret={keys.secret_key} named />}>
        <p class="hint" role="status">
          {secretKey === undefined ? t('sign_key') : t('sign_key_shown')}
        </p>
        <CodeBlock name={language.fileName} code={language.sign(values)} />
      </Card>
      {kind === 'react' ? (
        <ReactPage widget_id={widget.widget_id} />
      ) : (
        <Page widget={widget} scriptUrl={scriptUrl} language={language.label} code={language.embed(values)} />
      )}
      <TalkButton kind={kind} />
    </>
  )
}

interface PageProps {
  widget: InstallProps['widget']
  scriptUrl: string
  language: string
  code: string
}

function Page({ widget, scriptUrl, language, code }: PageProps) {
  return (
    <Card title={t('embed_title')} lead={t.rich('embed_lead', { language, tag: <code>{'</body>'}</code> })}>
      <CodeBlock name={t('page_of', { language })} code={code} />
      <SignedOut scriptUrl={scriptUrl} />
      <details class="details">
        <summary>{t('snippet_title')}</summary>
        <p class="hint">{t.rich('snippet_lead', { guest: <code>ImbaChat.load()</code> })}</p>
        <CodeBlock name="HTML" code={widget.snippet} />
      </details>
    </Card>
  )
}

/** The packages aren't in a registry: they come with the server. */
function ReactPage({ widget_id }: { widget_id: number }) {
  return (
    <Card title={t('embed_title')} lead={t('react_lead')}>
      <CodeBlock name={t('react_install')} code={react.install} />
      <CodeBlock name="chat.jsx" code={react.component({ widget_id, origin: location.origin })} />
    </Card>
  )
}

function SignedOut({ scriptUrl }: { scriptUrl: string }) {
  return (
    <details class="details">
      <summary>{t('signed_out_title')}</summary>
      <p class="hint">{t('signed_out_lead')}</p>
      <CodeBlock name={t('signed_out_title')} code={signedOutSnippet(scriptUrl)} />
    </details>
  )
}

/** The list of conversations is empty at first: this is how two users find each other. */
function TalkButton({ kind }: { kind: string }) {
  const line = talkButton(kind, t('talk_button'))
  return (
    <Card title={t('talk_title')} lead={t(talkLead(kind))}>
      <CodeBlock
        name={kind === 'react' ? 'talk-button.jsx' : t('talk_line')}
        code={kind === 'react' ? react.button(line) : line}
      />
    </Card>
  )
}

function talkLead(kind: string) {
  if (kind === 'wordpress') return 'talk_lead_wordpress'
  if (cmsOf(kind) || kind === 'other') return 'talk_lead'
  return 'talk_lead_own'
}

function OtherCode({ widget, keys }: InstallProps) {
  return (
    <>
      <Card title={t('other_title')}>
        <ol class="steps">
          <li>{t('other_1')}</li>
          <li>{t('other_2')}</li>
          <li>{t('other_3')}</li>
        </ol>
        <KeyValues widget_id={widget.widget_id} keys={keys} names={['secret_key']} />
      </Card>
      <Card title={t('embed_title')} lead={t.rich('snippet_lead', { guest: <code>ImbaChat.load()</code> })}>
        <CodeBlock name="HTML" code={widget.snippet} />
        <SignedOut scriptUrl={scriptUrlOf(widget.widget_id)} />
      </Card>
      <TalkButton kind="other" />
    </>
  )
}

function CmsCode({ widget, keys, cms }: InstallProps & { cms: Exclude<CmsKind, 'wordpress'> }) {
  return (
    <>
      <Card title={t('cms_title')} lead={t('cms_lead')}>
        <ol class="steps">
          <li>{t(`${cms}_1`)}</li>
          <li>{t(`${cms}_2`)}</li>
        </ol>
        <KeyValues
          widget_id={widget.widget_id}
          keys={keys}
          names={['secret_key', 'api_login', 'api_password']}
          scriptUrl={scriptUrlOf(widget.widget_id)}
        />
      </Card>
      <TalkButton kind={cms} />
    </>
  )
}

interface KeyValuesProps {
  widget_id: number
  keys: Keys
  names: readonly (keyof Keys)[]
  scriptUrl?: string
}

/** Values to copy into a form on the site. */
function KeyValues({ widget_id, keys, names, scriptUrl }: KeyValuesProps) {
  return (
    <dl class="key-values">
      {scriptUrl && <Plain name={t('script')} value={scriptUrl} />}
      <Plain name={t('dev_id_title')} value={String(widget_id)} />
      {names.map((name) => (
        <div key={name} class="key-value">
          <dt class="field-label">
            {tKey(`${name}`)}
            <RevealButton secret={keys[name]} />
          </dt>
          <dd>
            <SecretValue what={tKey(`${name}`)} value={keys[name].shown.value?.[0]?.value ?? null} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Plain({ name, value }: { name: string; value: string }) {
  return (
    <div class="key-value">
      <dt class="field-label">{name}</dt>
      <dd class="value">
        <output class="value-text" aria-label={name} dir="ltr">
          {value}
        </output>
        <CopyButton text={value} what={name} />
      </dd>
    </div>
  )
}
