import { LANGUAGES, type Language, languages } from '@imbachat/protocol/phrases/languages'
import { keepsValues, PHRASE_MAX, type PhraseChanges, usableChanges } from '@imbachat/protocol/phrases/phrase-changes'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { common, language as reader } from '../../../i18n/index.ts'
import { query, setQuery } from '../../../navigation/router.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Field, SelectField } from '../../../ui/form/field.tsx'
import { Segments } from '../../../ui/form/segments.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { Notice } from '../../../ui/notice.tsx'
import type { SettingsForm } from '../settings/fields.tsx'
import { isSpoken, type PhraseList, phraseCatalog } from './phrase-catalog.ts'
import { t } from './phrases.ts'

/** Phrases that are shown before the reader asks for more. */
const SOME = 12
const MORE = 40

const sameWords = (text: string) => text.toLocaleLowerCase().replaceAll('ё', 'е')

/** Every text of the chat in the owner's words: a search over the originals and the changes, a language at a time. */
export function PhrasesCard({ form }: { form: SettingsForm }) {
  const asked = query.value.get('phrases')
  const language: Language = isSpoken(asked) ? asked : (form.draft.value.language ?? reader.value)
  const needle = useSignal('')
  const only = useSignal<'all' | 'changed'>('all')
  const most = useSignal(SOME)
  const catalog = useSignal<PhraseList | 'failed' | null>(null)
  const stored = form.draft.value.phrases[language] ?? {}
  // a text of before has another place or other marks
  const own = Array.isArray(catalog.value) ? usableChanges(catalog.value, stored) : stored

  const load = () => {
    catalog.value = null
    phraseCatalog(language).then(
      (list) => {
        catalog.value = list
      },
      () => {
        catalog.value = 'failed'
      },
    )
  }
  useEffect(load, [language])

  const put = (changed: Record<string, string>) => {
    const { [language]: _before, ...others } = form.draft.value.phrases
    const phrases: PhraseChanges = Object.keys(changed).length === 0 ? others : { ...others, [language]: changed }
    form.draft.put({ phrases })
  }
  const change = (place: string, text: string | null) => {
    const { [place]: _before, ...rest } = own
    put(text === null ? rest : { ...rest, [place]: text })
  }

  const list = catalog.value
  const words = sameWords(needle.value.trim())
  const found =
    list === null || list === 'failed'
      ? []
      : list.filter(
          ([place, text]) =>
            (only.value === 'all' || own[place] !== undefined) &&
            (sameWords(text).includes(words) || sameWords(own[place] ?? '').includes(words)),
        )
  const left = found.length - most.value

  return (
    <Card
      title={t('phrases')}
      lead={t('phrases_lead')}
      aside={Object.keys(own).length > 0 && <Button onClick={() => put({})}>{t('phrases_restore_all')}</Button>}
    >
      <div class="form-grid">
        <Field label={t('phrases_search')}>
          {(control) => (
            <input
              {...control}
              class="input"
              type="search"
              value={needle.value}
              placeholder={t('phrases_search_hint')}
              onInput={(event) => {
                needle.value = event.currentTarget.value
                most.value = SOME
              }}
              onKeyDown={(event) => {
                // Enter looks for nothing more, and must not save the form.
                if (event.key === 'Enter') event.preventDefault()
              }}
            />
          )}
        </Field>
        <SelectField<Language>
          label={t('phrases_language')}
          name="phrases-language"
          value={language}
          options={languages.map((value) => ({ value, label: LANGUAGES[value] }))}
          onValue={(value) => setQuery({ phrases: value })}
        />
      </div>
      <Segments
        label={t('phrases_filter')}
        value={only.value}
        options={[
          { value: 'all', label: t('phrases_all') },
          { value: 'changed', label: t('phrases_changed', { count: Object.keys(own).length }) },
        ]}
        onValue={(value) => {
          only.value = value
        }}
      />
      {form.errorOf('phrases') && (
        <p class="field-error" role="alert">
          {form.errorOf('phrases')}
        </p>
      )}
      {list === null && <Loading lines={6} />}
      {list === 'failed' && (
        <Notice kind="bad" role="alert" action={<Button onClick={load}>{common('act.retry')}</Button>}>
          {t('phrases_failed')}
        </Notice>
      )}
      {list !== null && list !== 'failed' && (
        <p class={found.length === 0 ? 'hint' : 'visually-hidden'} role="status">
          {found.length === 0 && t(only.value === 'all' || words ? 'phrases_none' : 'phrases_none_changed')}
        </p>
      )}
      <div class="phrases">
        {found.slice(0, most.value).map(([place, text]) => (
          <PhraseField
            key={`${language} ${place}`}
            language={language}
            original={text}
            value={own[place]}
            onValue={(changed) => change(place, changed)}
          />
        ))}
      </div>
      {left > 0 && (
        <div class="form-acts">
          <Button
            onClick={() => {
              most.value += MORE
            }}
          >
            {t('phrases_left', { count: left })}
          </Button>
        </div>
      )}
    </Card>
  )
}

interface PhraseFieldProps {
  language: Language
  original: string
  /** undefined: the original */
  value: string | undefined
  onValue: (text: string | null) => void
}

/** Only a valid text goes into the form. A text that lacks a mark stays in its field, with the reason. */
function PhraseField({ language, original, value, onValue }: PhraseFieldProps) {
  const refused = useSignal<string | null>(null)
  const marks = original.match(/\{\w+\}/g)?.join(' ')
  const text = refused.value ?? value ?? ''
  const error =
    refused.value === null
      ? undefined
      : refused.value.trim().length > PHRASE_MAX
        ? t('too_long', { max: PHRASE_MAX })
        : marks
          ? t('marks_wrong', { marks })
          : t('marks_none')
  return (
    <Field label={original} hint={marks && t('marks', { marks })} error={error}>
      {(control) => (
        <div class="phrase">
          <input
            {...control}
            class="input"
            type="text"
            lang={language}
            dir="auto"
            placeholder={original}
            value={text}
            onInput={(event) => {
              const typed = event.currentTarget.value
              const clean = typed.trim()
              const usable = clean === '' || (keepsValues(clean, original) && clean.length <= PHRASE_MAX)
              refused.value = usable ? null : typed
              if (usable) onValue(clean === '' || clean === original ? null : typed)
            }}
            onBlur={() => {
              // the server takes no blanks around it
              if (refused.value === null && value !== undefined && value !== value.trim()) onValue(value.trim())
            }}
          />
          {text !== '' && (
            <button
              class="icon-button"
              type="button"
              aria-label={t('phrases_restore', { phrase: original })}
              onClick={() => {
                refused.value = null
                onValue(null)
              }}
            >
              <Icon name="rotate" />
            </button>
          )}
        </div>
      )}
    </Field>
  )
}
