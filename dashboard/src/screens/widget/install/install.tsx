import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { query, setQuery } from '../../../navigation/router.ts'
import { api } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { Button } from '../../../ui/button.tsx'
import { useVisibleInterval } from '../../../ui/hooks/use-visible-interval.ts'
import { Icon } from '../../../ui/icon.tsx'
import { CheckStep } from './check-step.tsx'
import { CodeStep } from './code-step.tsx'
import type { InstallProps } from './install-props.ts'
import { isKind } from './kinds.ts'
import { PeopleStep } from './people-step.tsx'
import { t } from './phrases.ts'
import { siteAnswers } from './site-answers.ts'
import { SiteStep } from './site-step.tsx'

const STEPS = ['site', 'code', 'people', 'check'] as const
type Step = (typeof STEPS)[number]

/** Milliseconds between two looks at whether a step is done now. */
const LOOK_MS = 4_000

/** The step at which the reader left each widget: the navigation leads back to it. */
const leftAt = new Map<number, { kind: string; step: Step }>()

/** The way from a site without chat to the first message, a step at a time. What is chosen stands in the address. */
export function Install(props: InstallProps) {
  const { widget } = props
  const { widget_id } = widget
  const loaded = useResource(widget_id, () => api.call('overview.get', { widget_id }))
  useVisibleInterval(LOOK_MS, loaded.look)
  const site = useResource(widget_id, () => api.siteStatus(widget_id))
  useVisibleInterval(LOOK_MS, site.look)
  const tested = useSignal<string | null>(null)
  const now = loaded.now.value
  const ofSite = site.now.value
  const status = ofSite.state === 'ready' ? ofSite.value.status : null
  const signs = now.state === 'ready' ? now.value.overview.signs : null

  const asked = query.value.get('kind')
  const kind = isKind(asked) ? asked : null
  const step = STEPS.find((one) => one === query.value.get('step')) ?? (kind === null ? 'site' : 'code')
  const before = leftAt.get(widget_id)
  useEffect(() => {
    if (kind !== null) leftAt.set(widget_id, { kind, step })
    else if (before) setQuery(before)
  }, [widget_id, kind, step])

  const strip = useRef<HTMLOListElement>(null)
  // The strip is wider than a phone's screen.
  useEffect(() => {
    strip.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [step])

  const done: Record<Step, boolean> = {
    site: kind !== null,
    code: signs !== null && signs.script_at !== null,
    people: siteAnswers(widget.users_info_url, { tested: tested.value, status }),
    check: signs !== null && signs.script_at !== null && signs.user_at !== null && signs.message_at !== null,
  }
  const go = (to: Step | undefined) => {
    if (to === undefined) return
    setQuery({ step: to }, { push: true })
    scrollTo(0, 0)
  }
  const onTested = (works: boolean) => {
    tested.value = works ? widget.users_info_url : null
    props.onTested(works)
  }
  const at = STEPS.indexOf(step)
  const mayGo = (to: Step) => kind !== null || to === 'site' || to === 'check'

  return (
    <>
      <nav class="setup-steps" aria-label={t('steps')}>
        <ol ref={strip}>
          {STEPS.map((name, index) => (
            <li key={name}>
              <button
                type="button"
                class={`setup-step ${done[name] ? 'setup-step-done' : ''}`}
                aria-current={name === step ? 'step' : undefined}
                disabled={!mayGo(name)}
                onClick={() => go(name)}
              >
                <span class="setup-mark" aria-hidden="true">
                  {done[name] ? <Icon name="check" /> : index + 1}
                </span>
                <span>
                  {t(`step_${name}`)}
                  {done[name] && <span class="visually-hidden"> ({t('done')})</span>}
                </span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      {step === 'site' && <SiteStep kind={kind} onKind={(chosen) => setQuery({ kind: chosen, step: 'site' })} />}
      {step === 'code' && kind !== null && <CodeStep {...props} kind={kind} />}
      {step === 'people' && kind !== null && <PeopleStep {...props} kind={kind} onTested={onTested} />}
      {step === 'check' && <CheckStep {...props} signs={signs} kind={kind} />}
      <div class="form-acts setup-acts">
        {at > 0 && mayGo(STEPS[at - 1] ?? 'site') && <Button onClick={() => go(STEPS[at - 1])}>{t('back')}</Button>}
        {at < STEPS.length - 1 && (
          <Button kind="primary" disabled={kind === null && t('kind_missing')} onClick={() => go(STEPS[at + 1])}>
            {t('next')}
          </Button>
        )}
      </div>
    </>
  )
}
