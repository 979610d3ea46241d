import { useId } from 'preact/hooks'
import { query, setQuery } from '../../navigation/router.ts'
import { paths } from '../../navigation/routes.ts'
import type { WidgetView } from '../../requests/api.ts'
import { FieldFilter } from '../../ui/form/field.tsx'
import { DeleteWidget } from './delete-widget.tsx'
import { t as tDelete } from './delete-widget-phrases.ts'
import { searchWords, t } from './features-phrases.ts'
import { t as tWidget } from './phrases.ts'
import { Calls } from './settings/calls.tsx'
import { Contacts } from './settings/contacts.tsx'
import { Conversations } from './settings/conversations.tsx'
import { Files } from './settings/files.tsx'
import { General } from './settings/general.tsx'
import { Guests } from './settings/guests.tsx'
import { Limits } from './settings/limits.tsx'
import { Messages } from './settings/messages.tsx'
import { isAbout, isSetting, SETTING_NAMES, SETTING_PLACES } from './settings/setting-places.ts'
import { settingName } from './settings/setting-text.ts'
import { SettingsPage } from './settings.tsx'

/** Other words for a field that owners may search for. */
function wordsOf(field: string | undefined): string {
  const [, name = ''] = /^settings\.(\w+)/.exec(field ?? '') ?? []
  return isSetting(name) ? searchWords(name) : ''
}

/**
 * The chat's features, in cards, with a search over names, explanations, choices and other words for them. A new
 * setting goes into its card, its phrases into settings/phrases.ts; nothing here changes.
 */
export function Features({ widget, onChanged }: { widget: WidgetView; onChanged: (widget: WidgetView) => void }) {
  const id = useId()
  const needle = (query.value.get('q') ?? '').trim()
  const elsewhere = SETTING_NAMES.filter(
    (name) =>
      needle !== '' &&
      SETTING_PLACES[name].section !== 'features' &&
      isAbout(`${settingName(name)} ${searchWords(name)}`, needle),
  )
  const hasDeletion = widget.role === 'owner' && isAbout(`${tDelete('title')} ${tDelete('act')}`, needle)
  return (
    <>
      <div class="field">
        <label class="field-label" for={id}>
          {t('search')}
        </label>
        <input
          id={id}
          class="input"
          type="search"
          value={query.value.get('q') ?? ''}
          placeholder={t('search_hint')}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
      </div>
      <div class={needle === '' ? '' : 'features-searched'}>
        <FieldFilter.Provider value={(label, name) => isAbout(`${label} ${wordsOf(name)}`, needle)}>
          <SettingsPage widget={widget} section="features" onChanged={onChanged}>
            {(form) => (
              <>
                <General form={form} />
                <Conversations form={form} />
                <Messages form={form} />
                <Calls form={form} widget_id={widget.widget_id} />
                <Files form={form} />
                <Guests form={form} />
                <Contacts form={form} rulesHref={paths.widget(widget.widget_id, 'rules')} />
                <Limits form={form} />
                {elsewhere.length === 0 && !hasDeletion && (
                  <p class="hint features-none" role="status">
                    {t('none')}
                  </p>
                )}
              </>
            )}
          </SettingsPage>
        </FieldFilter.Provider>
      </div>
      {elsewhere.length > 0 && (
        <section aria-label={t('elsewhere')}>
          <p class="hint">{t('elsewhere')}</p>
          <ul class="entries">
            {elsewhere.map((name) => (
              <li key={name}>
                <a href={paths.widget(widget.widget_id, SETTING_PLACES[name].section)}>
                  {tWidget(`tab.${SETTING_PLACES[name].section}`)} · {settingName(name)}
                </a>
              </li>
            ))}
          </ul>
        </section>
      )}
      {hasDeletion && <DeleteWidget widget={widget} />}
    </>
  )
}
