import { DEFAULT_PLACEMENT } from '@imbachat/protocol/brand/placement'
import { type FromPreview, messageFrom, type PreviewShow } from '@imbachat/protocol/page/preview'
import { LANGUAGES, type Language, languages } from '@imbachat/protocol/phrases/languages'
import { useSignal } from '@preact/signals'
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks'
import { language as reader } from '../../../i18n/index.ts'
import type { WidgetView } from '../../../requests/api.ts'
import { Button } from '../../../ui/button.tsx'
import { Segments } from '../../../ui/form/segments.tsx'
import { t } from './phrases.ts'

type Settings = WidgetView['settings']

/** CSS pixels of the screens that the preview stands for; a desktop is as small as one can be that has a window. */
const SCREENS = { desktop: { width: 680, height: 740 }, phone: { width: 390, height: 740 } } as const

/** The height of a screen's other parts: the dashboard's bar, the controls, the save bar. */
const ABOVE_AND_BELOW = 260
const LEAST_HEIGHT = 300

interface PreviewProps {
  widget_id: number
  /** saved or not */
  settings: Settings
}

/** The preview is beside the form if there is room, else above it, once the reader opens it. */
export function Preview(props: PreviewProps) {
  const shown = useSignal(matchMedia('(min-width: 1080px)').matches)
  return (
    <section class="preview" aria-label={t('preview')}>
      <div class="preview-toggle">
        <Button
          icon="eye"
          onClick={() => {
            shown.value = !shown.value
          }}
        >
          {t(shown.value ? 'hide_preview' : 'show_preview')}
        </Button>
      </div>
      {shown.value && <Shown {...props} />}
    </section>
  )
}

/** The real loader and chat frame with the settings as they are in the form. */
function Shown({ widget_id, settings }: PreviewProps) {
  // The loader sees through a computer's page on a phone: the chat fills the screen there.
  const isPhone = !matchMedia('(min-width: 1080px)').matches
  const device = useSignal<keyof typeof SCREENS>(isPhone ? 'phone' : 'desktop')
  const dark = useSignal(settings.theme === 'dark')
  const open = useSignal(true)
  const choices = useSignal(0)
  const language = useSignal<Language>(settings.language ?? reader.peek())
  const frame = useRef<HTMLIFrameElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const listens = useSignal(false)
  const id = useId()
  const screen = SCREENS[device.value]

  // The preview follows the owner's choice in the form.
  useEffect(() => {
    if (settings.theme !== 'auto') dark.value = settings.theme === 'dark'
  }, [settings.theme])
  useEffect(() => {
    if (settings.language !== null) language.value = settings.language
  }, [settings.language])

  useEffect(() => {
    const hear = (event: MessageEvent<unknown>) => {
      const message = messageFrom(frame.current?.contentWindow, event) as FromPreview | null
      if (message?.t === 'imbachat:preview-ready') listens.value = true
      else if (message?.t === 'imbachat:preview-open') open.value = message.open
    }
    addEventListener('message', hear)
    return () => removeEventListener('message', hear)
  }, [])

  const show: PreviewShow = {
    t: 'imbachat:preview-show',
    widgetId: widget_id,
    settings: { ...settings, ...wholePlacement(settings) },
    language: language.value,
    dark: dark.value,
    open: open.value,
    choices: choices.value,
  }
  useEffect(() => {
    if (listens.value) frame.current?.contentWindow?.postMessage(show, location.origin)
  }, [listens.value, JSON.stringify(show)])

  // The page's policy allows no style attributes in markup; a script may set them.
  useLayoutEffect(() => {
    const box = place.current
    const inner = frame.current
    if (!box || !inner) return
    const fit = () => {
      const room = Math.max(LEAST_HEIGHT, innerHeight - ABOVE_AND_BELOW)
      const scale = Math.min(1, box.clientWidth / screen.width, room / screen.height)
      inner.style.width = `${screen.width}px`
      inner.style.height = `${screen.height}px`
      inner.style.scale = `${scale}`
      inner.style.insetInlineStart = `${(box.clientWidth - screen.width * scale) / 2}px`
      box.style.height = `${screen.height * scale}px`
    }
    fit()
    const watcher = new ResizeObserver(fit)
    watcher.observe(box)
    addEventListener('resize', fit)
    return () => {
      watcher.disconnect()
      removeEventListener('resize', fit)
    }
  }, [screen])

  return (
    <>
      <div class="preview-controls">
        {!isPhone && (
          <Segments
            label={t('device')}
            value={device.value}
            options={(['desktop', 'phone'] as const).map((value) => ({ value, label: t(value) }))}
            onValue={(value) => {
              device.value = value
            }}
          />
        )}
        <Segments
          label={t('theme')}
          value={dark.value ? 'dark' : 'light'}
          options={(['light', 'dark'] as const).map((value) => ({ value, label: t(value) }))}
          onValue={(value) => {
            dark.value = value === 'dark'
          }}
        />
        <Segments
          label={t('window')}
          value={open.value ? 'open' : 'closed'}
          options={(['open', 'closed'] as const).map((value) => ({ value, label: t(value) }))}
          onValue={(value) => {
            open.value = value === 'open'
            choices.value++
          }}
        />
        <label class="visually-hidden" for={id}>
          {t('language')}
        </label>
        <select
          id={id}
          class="input select preview-language"
          value={language.value}
          onChange={(event) => {
            const chosen = languages.find((one) => one === event.currentTarget.value)
            if (chosen) language.value = chosen
          }}
        >
          {languages.map((one) => (
            <option key={one} value={one} lang={one} selected={one === language.value}>
              {LANGUAGES[one]}
            </option>
          ))}
        </select>
      </div>
      <div ref={place} class="preview-place">
        <iframe ref={frame} class="preview-frame" title={t('frame')} src="/imbachat/preview" />
      </div>
      <p class="hint">{t('preview_lead')}</p>
    </>
  )
}

/** A number field may be empty while the owner types. */
function wholePlacement(settings: Settings): Partial<Settings> {
  const names = Object.keys(DEFAULT_PLACEMENT) as (keyof typeof DEFAULT_PLACEMENT)[]
  return Object.fromEntries(
    names.map((name) => [name, Number.isFinite(settings[name]) ? settings[name] : DEFAULT_PLACEMENT[name]]),
  )
}
