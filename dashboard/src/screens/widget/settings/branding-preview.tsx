import { type Ground, paletteTokens } from '@imbachat/protocol/brand-tokens'
import { cleanBrand, isFont, launcherStyle } from '@imbachat/protocol/branding'
import { contrast, contrasting, isColour, textOn } from '@imbachat/protocol/colours'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { WidgetView } from '../../../api.ts'
import { t } from '../../../i18n/index.ts'

type Settings = WidgetView['settings']

const GROUNDS: readonly Ground[] = ['light', 'dark']

/**
 * A launcher and two bubbles as the chat would show them, light and dark. The policy of the page allows no style
 * attributes.
 */
export function BrandingPreview({ settings }: { settings: Settings }) {
  const { accent } = settings
  return (
    <figure class="brand-preview" aria-label={t('branding.preview')}>
      {GROUNDS.map((ground) => (
        <BrandSample key={ground} ground={ground} settings={settings} />
      ))}
      <figcaption class="hint">{isColour(accent) ? contrastNote(accent) : t('branding.own_colour')}</figcaption>
    </figure>
  )
}

/** Only whole colours count: the preview does not jump while one is being typed. */
function tokensOf(settings: Settings, ground: Ground): Record<string, string> {
  const colour = (value: string | null) => (isColour(value) ? value : null)
  const accent = colour(settings.accent)
  const palette =
    ground === 'light'
      ? { accent, background: settings.background, text: settings.text, bubble: settings.bubble }
      : {
          accent: colour(settings.dark_accent) ?? accent,
          background: settings.dark_background,
          text: settings.dark_text,
          bubble: settings.dark_bubble,
        }
  const { background, text, bubble } = palette
  const whole = { ...palette, background: colour(background), text: colour(text), bubble: colour(bubble) }
  const { root, own } = paletteTokens(whole, ground)
  return { ...root, ...(own?.['--text'] && { '--own-text': own['--text'] }) }
}

function BrandSample({ ground, settings }: { ground: Ground; settings: Settings }) {
  const { radius, title, font } = settings
  const tokens = tokensOf(settings, ground)
  const sample = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const { style } = sample.current ?? document.documentElement
    style.cssText = `--radius:${radius}px`
    for (const [name, value] of Object.entries(tokens)) style.setProperty(name, value)
    if (isFont(font)) style.setProperty('font-family', `"${font}", system-ui, sans-serif`)
  }, [JSON.stringify(tokens), radius, font])

  return (
    <div ref={sample} class={`brand-sample brand-sample-${ground}`} aria-hidden="true">
      <strong>{title ?? t('branding.sample_title')}</strong>
      <p class="brand-bubble">
        {t('branding.sample_question')} <u>shop.example</u>
      </p>
      <p class="brand-bubble brand-bubble-own">{t('branding.sample_answer')}</p>
      <Launcher settings={settings} />
    </div>
  )
}

/** In a shadow root, as in a site's page, so that it wears the very style that pages get. */
function Launcher({ settings }: { settings: Settings }) {
  const { accent, launcher_icon, launcher_text, title, radius } = settings
  const host = useRef<HTMLDivElement>(null)
  const style = launcherStyle(
    cleanBrand({ accent, launcherIcon: launcher_icon, launcherText: launcher_text, title, radius }),
  )
  useLayoutEffect(() => {
    const element = host.current
    if (!element) return
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`.float>button{all:unset;position:relative;display:block;width:56px;height:56px;border:2px solid transparent;
box-sizing:border-box;background:#2459e0;color:#fff;text-align:center}span{position:absolute}${style}.float:not(.open)>button{max-width:100%}`)
    root.adoptedStyleSheets = [sheet]
    const body = document.createElement('div')
    body.className = 'float'
    const button = body.appendChild(document.createElement('button'))
    button.type = 'button'
    button.tabIndex = -1
    button.append(document.createElement('span'))
    root.replaceChildren(body)
  }, [style])
  return <div ref={host} class="brand-launcher" />
}

function contrastNote(accent: string): string {
  const text = textOn(accent)
  const ratio = contrast(accent, text).toFixed(1)
  const note = t(text === '#ffffff' ? 'branding.note_white' : 'branding.note_black', { ratio })
  const changed = [
    contrasting(accent, ['#ffffff']) !== accent && t('branding.note_light'),
    contrasting(accent, ['#171b22']) !== accent && t('branding.note_dark'),
  ].filter(Boolean)
  return [note, ...changed].join(' ')
}
